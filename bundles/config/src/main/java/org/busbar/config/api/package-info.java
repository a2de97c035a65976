/** Reading YAML into records with the place of every value. */
@Export
@NullMarked
@Version("0.1.0")
package org.busbar.config.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
