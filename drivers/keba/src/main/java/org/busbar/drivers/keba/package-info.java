/** Charging stations of KEBA that speak in datagrams. */
@NullMarked
package org.busbar.drivers.keba;

import org.jspecify.annotations.NullMarked;
