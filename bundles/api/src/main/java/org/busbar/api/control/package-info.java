/** The deciding side's contracts: proposals, control modes, envelopes, decisions. */
@Export
@Version("0.1.0")
@NullMarked
package org.busbar.api.control;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
