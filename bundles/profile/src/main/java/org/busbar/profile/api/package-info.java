/** A device described as data, parsed: what simulator and test kit share with the interpreter. */
@Export
@Version("0.3.0")
@NullMarked
package org.busbar.profile.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
