/** One site: the model from site.yaml and the immutable snapshot of its samples. */
@Export
@Version("0.6.0")
@NullMarked
package org.busbar.api.site;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
