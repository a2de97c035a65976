package org.busbar.safety;

import org.busbar.api.vocabulary.Address;

/** Measured values as a rule sees them. */
interface Values {
  /** The usable value in the point's unit, NaN where unknown, stale or invalid. */
  double at(Address address);
}
