/** Battery banks that follow SunSpec model 802 and are switched by their controller. */
@NullMarked
package org.busbar.drivers.batterybank;

import org.jspecify.annotations.NullMarked;
