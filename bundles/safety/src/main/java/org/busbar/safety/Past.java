package org.busbar.safety;

/**
 * The last values a device was told for one quantity, taken or not. Written by its connection's
 * thread, read by any.
 */
final class Past {
  private static final int ROOM = 64;

  private final double[] values = new double[ROOM];
  private final long[] sinceNanos = new long[ROOM];
  private int next;
  private int count;

  /** It was told a value; NaN for a sequence of its own. */
  synchronized void told(double value, long nowNanos) {
    if (count > 0 && Double.compare(values[(next + ROOM - 1) % ROOM], value) == 0) {
      return;
    }
    values[next] = value;
    sinceNanos[next] = nowNanos;
    next = (next + 1) % ROOM;
    count = StrictMath.min(count + 1, ROOM);
  }

  /**
   * Whether what a device shows may come of what it was told, and need not be somebody else's: it
   * may show a value from shortly before it was told until shortly after another one was.
   */
  synchronized boolean explains(
      double shown, double tolerance, long measuredNanos, long shortlyNanos) {
    long earliest = measuredNanos - shortlyNanos;
    for (int i = 1; i <= count; i++) {
      int at = (next + ROOM - i) % ROOM;
      boolean told = sinceNanos[at] - shortlyNanos - measuredNanos <= 0;
      boolean same = Double.isNaN(values[at]) || StrictMath.abs(shown - values[at]) <= tolerance;
      if (told && same) {
        return true;
      }
      if (sinceNanos[at] - earliest < 0) {
        return false; // All before it was over by then.
      }
    }
    return true; // What it held before is not known.
  }
}
