/** Physics of the simulated plant: pure, steppable, without registers and without clocks. */
@NullMarked
package org.busbar.sim.plant;

import org.jspecify.annotations.NullMarked;
