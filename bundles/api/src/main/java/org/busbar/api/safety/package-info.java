/** The field side as the deciding side sees it: site states, gate cells, setpoints, trips. */
@Export
@Version("0.8.0")
@NullMarked
package org.busbar.api.safety;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
