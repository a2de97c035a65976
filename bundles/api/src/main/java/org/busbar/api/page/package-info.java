/** Pages that bundles bring to the web console. */
@Export
@Version("0.1.0")
@NullMarked
package org.busbar.api.page;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
