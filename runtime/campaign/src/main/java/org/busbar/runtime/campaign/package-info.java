/** The product's core and safety in virtual time with a simulated plant, faults and monitors. */
@NullMarked
package org.busbar.runtime.campaign;

import org.jspecify.annotations.NullMarked;
