/** Commands of vendors and operators of catalogues. */
@NullMarked
package org.busbar.marketplace.cli;

import org.jspecify.annotations.NullMarked;
