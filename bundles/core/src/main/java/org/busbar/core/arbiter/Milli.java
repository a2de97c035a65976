package org.busbar.core.arbiter;

import org.busbar.api.vocabulary.Interval;

/**
 * Quantities in thousandths of their unit. Whole numbers add up exactly and in any order, so bounds
 * that meet do meet and the same proposals give the same result bit for bit.
 */
final class Milli {
  /** Stands for "no bound"; thousands of them add up without overflow. */
  static final long UNBOUNDED = 1_000_000_000_000_000L;

  /** From here on a sum is taken to hold a missing bound. */
  private static final long HUGE = UNBOUNDED / 2;

  private static final double PER_UNIT = 1000.0;

  private Milli() {}

  /** Nearest; the argument must not be NaN. */
  static long of(double value) {
    return clamp(StrictMath.rint(value * PER_UNIT));
  }

  /** Least that lies inside a lower bound. */
  static long lower(Interval interval) {
    return clamp(StrictMath.ceil(interval.min() * PER_UNIT));
  }

  /**
   * Greatest that lies inside an upper bound; where an interval holds no thousandth, the one above
   * its lower bound.
   */
  static long upper(Interval interval) {
    return Math.max(lower(interval), clamp(StrictMath.floor(interval.max() * PER_UNIT)));
  }

  /** Back in the unit; no bound becomes infinite. */
  static double value(long milli) {
    if (milli >= HUGE) {
      return Double.POSITIVE_INFINITY;
    }
    return milli <= -HUGE ? Double.NEGATIVE_INFINITY : milli / PER_UNIT;
  }

  /** A bound moved down by a finite amount; no bound stays none. */
  static long shifted(long bound, long down) {
    return bound <= -HUGE || bound >= HUGE ? bound : bound - down;
  }

  private static long clamp(double milli) {
    return (long) Math.max(-UNBOUNDED, Math.min(UNBOUNDED, milli));
  }
}
