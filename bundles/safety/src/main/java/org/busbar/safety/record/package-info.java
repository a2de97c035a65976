/** The black box: every step of the last minute in memory, on disk around a trip or when asked. */
@NullMarked
package org.busbar.safety.record;

import org.jspecify.annotations.NullMarked;
