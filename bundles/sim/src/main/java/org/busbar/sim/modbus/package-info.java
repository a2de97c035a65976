/**
 * A small Modbus TCP server for devices that are simulated: no library, so that it can misbehave.
 */
@NullMarked
package org.busbar.sim.modbus;

import org.jspecify.annotations.NullMarked;
