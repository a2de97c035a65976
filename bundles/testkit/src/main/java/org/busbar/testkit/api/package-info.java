/** Manual clock and fakes for tests. */
@Export
@Version("0.5.0")
@NullMarked
package org.busbar.testkit.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
