package org.busbar.safety.limit;

import org.busbar.api.vocabulary.Address;

/**
 * What several measurements of one thing come to.
 *
 * @param value in the unit of what is measured, NaN where it is not known
 * @param address where the value comes from, or what is missing
 */
record Reading(double value, Address address) {
  boolean isKnown() {
    return Double.isFinite(value);
  }
}
