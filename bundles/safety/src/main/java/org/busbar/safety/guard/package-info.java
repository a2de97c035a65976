/** The gateway's side of the supervisor: the heartbeat, and the list of what it is to write. */
@NullMarked
package org.busbar.safety.guard;

import org.jspecify.annotations.NullMarked;
