/** Plug-ins: what is installed and could be, and how one gives way to its successor. */
@Export
@Version("0.4.0")
@NullMarked
package org.busbar.api.plugin;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
