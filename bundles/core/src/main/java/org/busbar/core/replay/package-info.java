/** Recordings made again: the same proposals folded, the same modes run, and compared. */
@NullMarked
package org.busbar.core.replay;

import org.jspecify.annotations.NullMarked;
