/** Closes a battery to its bus by pre-charge and opens it again; pure steps, no I/O. */
@NullMarked
package org.busbar.safety.contactor;

import org.jspecify.annotations.NullMarked;
