/** The plant's devices as units of a Modbus server: registers from profiles, and faults. */
@NullMarked
package org.busbar.sim.served;

import org.jspecify.annotations.NullMarked;
