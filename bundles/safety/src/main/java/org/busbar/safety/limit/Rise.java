package org.busbar.safety.limit;

import java.util.Arrays;

/**
 * How fast one temperature rises: from its lowest value within a window to the middle of its last
 * three values. A step of a coarse sensor alone counts as spread over the whole window. On the
 * receiving thread; the last result may be read by any.
 */
final class Rise {
  private static final int PARTS = 12;
  private static final double NANOS_PER_MIN = 60e9;

  private final long partNanos;
  private final long windowNanos;
  private final double[] lowest = new double[PARTS + 2];
  private final long[] at = new long[PARTS + 2];
  private final double[] last = {Double.NaN, Double.NaN, Double.NaN};
  private int parts;
  private long partBegan;
  private volatile double perMin;

  Rise(long windowNanos) {
    this.windowNanos = windowNanos;
    this.partNanos = StrictMath.max(1, windowNanos / PARTS);
  }

  /** Takes a value; returns the rise in K per minute, 0 where it falls. */
  double take(double value, long nanos) {
    last[0] = last[1];
    last[1] = last[2];
    last[2] = value;
    if (Double.isNaN(last[0])) {
      return 0; // What a device says first may be anything.
    }
    double now = middle();
    if (parts == 0 || nanos - partBegan >= partNanos) {
      shift();
      partBegan = nanos;
      lowest[0] = now;
      at[0] = nanos;
    } else if (now < lowest[0]) {
      lowest[0] = now;
      at[0] = nanos;
    }
    double rate = 0;
    for (int i = 0; i < parts; i++) {
      long age = nanos - at[i];
      if (age <= windowNanos + partNanos) {
        double over = StrictMath.max(age, windowNanos) / NANOS_PER_MIN;
        rate = StrictMath.max(rate, (now - lowest[i]) / over);
      }
    }
    perMin = rate;
    return rate;
  }

  /** The rise after the last value, in K per minute. */
  double perMin() {
    return perMin;
  }

  private void shift() {
    System.arraycopy(lowest, 0, lowest, 1, lowest.length - 1);
    System.arraycopy(at, 0, at, 1, at.length - 1);
    parts = StrictMath.min(parts + 1, lowest.length);
  }

  private double middle() {
    double[] sorted = last.clone();
    Arrays.sort(sorted);
    return sorted[1];
  }
}
