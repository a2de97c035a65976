/** Reading files that people write: YAML with places, units and errors that name the remedy. */
@Export
@Version("0.3.0")
@NullMarked
package org.busbar.config.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
