/** HTTP for plug-ins, to the hosts that they declared. */
@Export
@Version("0.1.0")
@NullMarked
package org.busbar.api.http;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
