/** How a device is opened and written. Importing this package is reserved, see the architecture. */
@Export
@Version("0.5.0")
@NullMarked
package org.busbar.api.device.write;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
