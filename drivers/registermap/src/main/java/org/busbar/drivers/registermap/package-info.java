/** A record as a register map, made into code when it is compiled. */
@NullMarked
package org.busbar.drivers.registermap;

import org.jspecify.annotations.NullMarked;
