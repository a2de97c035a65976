/** What was measured, decided and happened, kept and asked for later. */
@Export
@Version("0.3.0")
@NullMarked
package org.busbar.api.history;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
