/** The words every room shares: identities, points with units, natures, samples with quality. */
@Export
@Version("0.3.0")
@NullMarked
package org.busbar.api.vocabulary;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
