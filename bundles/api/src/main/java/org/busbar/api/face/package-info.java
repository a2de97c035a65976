/** A site as faces (REST, protocols, links) see it: read and propose, hold no device. */
@Export
@Version("0.7.0")
@NullMarked
package org.busbar.api.face;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
