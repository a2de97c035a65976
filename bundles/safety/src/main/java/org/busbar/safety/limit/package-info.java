/** Limits of batteries: data per chemistry, derating, trips, votes, and the loss of their data. */
@NullMarked
package org.busbar.safety.limit;

import org.jspecify.annotations.NullMarked;
