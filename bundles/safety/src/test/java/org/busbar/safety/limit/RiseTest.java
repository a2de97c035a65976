package org.busbar.safety.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A window of twelve parts; times in ns, so that a rise per minute is a great number. */
class RiseTest {
  private static final double MIN = 60e9;

  /** Takes a value at every ns from one time to another. */
  private static double hold(Rise rise, double value, long from, long to) {
    double rate = 0;
    for (long at = from; at <= to; at++) {
      rate = rise.take(value, at);
      assertEquals(rise.perMin(), rate);
    }
    return rate;
  }

  @Test
  void aStepCountsAsSpreadOverTheWindowUntilItHasPassed() {
    Rise rise = new Rise(12);
    hold(rise, 20, 0, 3);
    assertEquals(0, rise.take(32, 4), "one value alone is none");
    assertEquals(MIN, rise.take(32, 5), 1e-3);
    assertTrue(hold(rise, 32, 6, 17) > 0, "a part longer than the window it is still seen");
    assertEquals(0, rise.take(32, 18));
  }

  @Test
  void theLowestValueOfAPartCountsHoweverManyFollow() {
    Rise rise = new Rise(120);
    hold(rise, 25, 0, 12);
    hold(rise, 20, 13, 16);
    assertEquals(5 / 120.0 * MIN, hold(rise, 25, 17, 100), 1e-3);
    assertEquals(5 / 120.0 * MIN, hold(rise, 25, 101, 130), 1e-3);
    assertEquals(0, hold(rise, 25, 131, 200), 1e-3);
  }

  @Test
  void aSpikeAndAFallAreNoRise() {
    Rise rise = new Rise(12);
    hold(rise, 20, 0, 3);
    assertEquals(0, rise.take(90, 4));
    assertEquals(0, rise.take(20, 5));
    assertEquals(0, rise.take(20, 6));
    assertEquals(0, hold(rise, 10, 7, 20));
  }

  @Test
  void whatADeviceSaysFirstMayBeAnything() {
    Rise rise = new Rise(12);
    assertEquals(0, rise.take(-200, 0));
    assertEquals(0, rise.take(20, 1));
    assertEquals(0, rise.take(20, 2));
    assertEquals(0, rise.take(20, 3));
  }
}
