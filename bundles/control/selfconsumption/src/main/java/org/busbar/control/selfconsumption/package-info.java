/** Holds a node at a target power. */
@NullMarked
package org.busbar.control.selfconsumption;

import org.jspecify.annotations.NullMarked;
