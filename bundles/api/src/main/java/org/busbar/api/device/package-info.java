/** What a device is, as data: its configuration and what it declares about itself. */
@Export
@Version("0.4.0")
@NullMarked
package org.busbar.api.device;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
