/** Runs control modes on workers that cannot hold up the step. */
@NullMarked
package org.busbar.core.mode;

import org.jspecify.annotations.NullMarked;
