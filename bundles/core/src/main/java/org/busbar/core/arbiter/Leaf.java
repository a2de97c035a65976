package org.busbar.core.arbiter;

import org.busbar.api.safety.Allowed;
import org.busbar.api.vocabulary.Address;

/**
 * Something the arbiter sets, in thousandths of the unit.
 *
 * @param address what is written
 * @param allowed what safety allows
 * @param preferredMilli what it goes to when nothing pulls it elsewhere
 */
record Leaf(Address address, Allowed allowed, long preferredMilli) {
  /**
   * The leaf with its release value as preference. A device that releases by itself (NaN) runs
   * free: it counts with the end of its range that is farther from zero.
   */
  static Leaf of(Address address, Allowed allowed, double release) {
    long low = Milli.lower(allowed.interval());
    long high = Milli.upper(allowed.interval());
    long free = Math.abs(low) > Math.abs(high) ? low : high;
    return new Leaf(address, allowed, Double.isNaN(release) ? free : Milli.of(release));
  }
}
