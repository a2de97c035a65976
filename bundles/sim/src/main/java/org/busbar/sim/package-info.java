/** Simulated plant, served over Modbus from the same profiles. */
@NullMarked
package org.busbar.sim;

import org.jspecify.annotations.NullMarked;
