/**
 * Finds in the course of a value what comes before a fault: rates, steps, stuck, drift, hunting.
 */
@NullMarked
package org.busbar.safety.trend;

import org.jspecify.annotations.NullMarked;
