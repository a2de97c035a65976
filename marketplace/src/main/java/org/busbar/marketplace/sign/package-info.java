/** Keys that sign; the gateway has none of this. */
@NullMarked
package org.busbar.marketplace.sign;

import org.jspecify.annotations.NullMarked;
