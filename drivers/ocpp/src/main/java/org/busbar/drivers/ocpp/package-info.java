/** Charging stations that speak OCPP 1.6J or 2.0.1. */
@NullMarked
package org.busbar.drivers.ocpp;

import org.jspecify.annotations.NullMarked;
