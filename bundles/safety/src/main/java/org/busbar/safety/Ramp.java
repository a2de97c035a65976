package org.busbar.safety;

/** Movement toward a target, and rounding to what a device distinguishes. */
final class Ramp {
  private static final double NANOS_PER_SECOND = 1e9;

  private Ramp() {}

  /**
   * The value after some time, moved from where it was toward the target.
   *
   * @param perSecond greatest change per second, {@code +Infinity} where free
   */
  static double toward(double from, double target, double perSecond, long elapsedNanos) {
    if (Double.isInfinite(perSecond)) {
      return target;
    }
    double most = perSecond * (StrictMath.max(0, elapsedNanos) / NANOS_PER_SECOND);
    return StrictMath.max(from - most, StrictMath.min(from + most, target));
  }

  /**
   * The nearest multiple of the step toward zero that lies within the bounds; NaN where none does.
   */
  static double round(double value, double step, double min, double max) {
    if (!(step > 0)) {
      return value >= min && value <= max ? value + 0.0 : Double.NaN;
    }
    double steps = value / step;
    // A value that is a multiple already must not lose a step to the error of the division.
    double nearest = StrictMath.rint(steps);
    double whole =
        StrictMath.abs(steps - nearest) < 1e-9
            ? nearest
            : steps < 0 ? StrictMath.ceil(steps) : StrictMath.floor(steps);
    double toZero = whole * step + 0.0;
    if (toZero >= min && toZero <= max) {
      return toZero;
    }
    // A bound may lie within that error of a multiple and just not reach it.
    double nearer = (whole - StrictMath.signum(whole)) * step;
    if (nearer >= min && nearer <= max) {
      return nearer;
    }
    double away = (whole + (value < 0 ? -1 : 1)) * step;
    return away >= min && away <= max ? away : Double.NaN;
  }
}
