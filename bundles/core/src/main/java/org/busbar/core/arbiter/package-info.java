/** Folds proposals on the node tree into envelopes and one point, and writes down why. */
@NullMarked
package org.busbar.core.arbiter;

import org.jspecify.annotations.NullMarked;
