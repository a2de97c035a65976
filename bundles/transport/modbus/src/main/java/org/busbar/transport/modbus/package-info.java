/** Modbus TCP connections and the planner that shares them. */
@NullMarked
package org.busbar.transport.modbus;

import org.jspecify.annotations.NullMarked;
