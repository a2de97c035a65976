/** Connections to devices. Importing this package is reserved, see the architecture. */
@Export
@Version("0.5.0")
@NullMarked
package org.busbar.api.transport;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
