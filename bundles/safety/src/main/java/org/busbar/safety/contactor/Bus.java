package org.busbar.safety.contactor;

/**
 * The voltage of the bus as it was measured, and how fast it moves: known from two measurements
 * that lie apart, however often the newest one is looked at.
 *
 * @param voltageV what it was last compared at
 * @param measuredSeconds when that was measured, s
 * @param risePerSecondV how far it moved in a second before, either way; NaN where it is not known
 */
public record Bus(double voltageV, double measuredSeconds, double risePerSecondV) {
  /** Two that lie closer tell more of noise, or of one register read twice, than of the bus. */
  static final double APART_SECONDS = 0.5;

  /** Nothing is known. */
  static final Bus UNKNOWN = new Bus(Double.NaN, Double.NaN, Double.NaN);

  /** What is seen now; how it moves is not known. */
  static Bus of(Seen seen) {
    return new Bus(seen.busV(), seen.busMeasuredSeconds(), Double.NaN);
  }

  /** The same with what is seen now, where that lies apart. */
  Bus look(Seen seen) {
    double passed = seen.busMeasuredSeconds() - measuredSeconds;
    if (!Double.isFinite(seen.busV()) || passed < APART_SECONDS) {
      return this;
    }
    double rise = StrictMath.abs(seen.busV() - voltageV) / passed;
    return new Bus(seen.busV(), seen.busMeasuredSeconds(), rise);
  }

  /** Whether it is known to move no faster, and has not moved farther since. */
  boolean isSteady(Seen seen, double mostPerSecondV) {
    double sinceV = StrictMath.abs(seen.busV() - voltageV);
    return risePerSecondV <= mostPerSecondV && sinceV <= mostPerSecondV * APART_SECONDS;
  }
}
