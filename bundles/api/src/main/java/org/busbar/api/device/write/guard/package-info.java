/**
 * What gateway and supervisor tell each other: counters in shared memory, and the list of writes
 * that bring devices to rest. Importing this package is reserved, see the architecture.
 */
@Export
@Version("0.2.0")
@NullMarked
package org.busbar.api.device.write.guard;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
