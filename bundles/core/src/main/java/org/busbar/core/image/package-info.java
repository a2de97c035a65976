/** The one store of samples and the snapshots frozen from it. */
@NullMarked
package org.busbar.core.image;

import org.jspecify.annotations.NullMarked;
