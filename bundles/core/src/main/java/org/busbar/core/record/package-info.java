/** What a step was a function of and what came of it, written down so that it can be replayed. */
@NullMarked
package org.busbar.core.record;

import org.jspecify.annotations.NullMarked;
