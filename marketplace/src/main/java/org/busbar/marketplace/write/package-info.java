/** Writes plug-ins and catalogues. */
@NullMarked
package org.busbar.marketplace.write;

import org.jspecify.annotations.NullMarked;
