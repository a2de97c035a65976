/** How a site is stopped and started: state machine, writer's duty, inputs, interlocks. Pure. */
@NullMarked
package org.busbar.safety.stop;

import org.jspecify.annotations.NullMarked;
