/** Time as everything in Busbar sees it: injected, never ambient. */
@Export
@Version("0.1.0")
@NullMarked
package org.busbar.api.time;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
