/** What any profile and any driver must do, tried over a real socket. */
@Export
@Version("0.2.0")
@NullMarked
package org.busbar.testkit.conformance.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
