package org.busbar.safety.limit;

/**
 * State of charge by counting what flows, beside what the devices tell. It begins with what they
 * tell, settles slowly on it as long as both agree, and stands by itself once they do not. On one
 * thread.
 */
final class ChargeCount {
  private static final double NANOS_PER_HOUR = 3.6e12;
  private static final double ALL_PCT = 100;

  private final double differencePct;
  private final double settlingPctPerHour;
  private final long longestNanos;
  private double countedPct = Double.NaN;
  private double powerW;
  private long atNanos;

  /**
   * Nothing is counted yet.
   *
   * @param differencePct up to which both agree
   * @param settlingPctPerHour how fast it goes to what the devices tell, as long as they do
   * @param longestNanos time between two measurements after which it begins anew
   */
  ChargeCount(double differencePct, double settlingPctPerHour, long longestNanos) {
    this.differencePct = differencePct;
    this.settlingPctPerHour = settlingPctPerHour;
    this.longestNanos = longestNanos;
  }

  /** Nothing that was counted counts any more. */
  void forget() {
    countedPct = Double.NaN;
  }

  /**
   * Takes a measurement.
   *
   * @param toldPct what the devices tell
   * @param nextPowerW out of the cells
   * @return the estimate in percent
   */
  double count(double toldPct, double nextPowerW, double capacityWh, long nanos) {
    long passed = nanos - atNanos;
    if (Double.isNaN(countedPct) || passed > longestNanos) {
      countedPct = toldPct;
    } else {
      double hours = passed / NANOS_PER_HOUR;
      countedPct -= (powerW + nextPowerW) / 2 * hours / capacityWh * ALL_PCT;
      double off = toldPct - countedPct;
      if (StrictMath.abs(off) <= differencePct) {
        double most = settlingPctPerHour * hours;
        countedPct += StrictMath.clamp(off, -most, most);
      }
      countedPct = StrictMath.clamp(countedPct, 0, ALL_PCT);
    }
    powerW = nextPowerW;
    atNanos = nanos;
    return countedPct;
  }

  /** Whether what a device tells is another state of charge than what was counted. */
  boolean differs(double toldPct) {
    return StrictMath.abs(toldPct - countedPct) > differencePct;
  }
}
