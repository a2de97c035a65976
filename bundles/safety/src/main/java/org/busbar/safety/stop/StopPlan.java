package org.busbar.safety.stop;

import java.time.Duration;

/**
 * The course of a stop by its category. Category 0 holds the safe value at once and opens the
 * contactors at once. Category 1 goes to the safe value in a straight line, then opens them as soon
 * as little current flows, and all the same when the time is over. Pure.
 *
 * @param category 0 or 1
 * @param sinceNanos monotonic time at which it began
 * @param ramp how long the line to the safe value is
 * @param isolateWithin how long after it the contactors may wait
 */
public record StopPlan(int category, long sinceNanos, Duration ramp, Duration isolateWithin) {
  /** What is held at a moment on the way from one value to the safe one. */
  public double heldAt(long nowNanos, double from, double safe) {
    double share = (nowNanos - sinceNanos) / (double) ramp.toNanos();
    if (category == 0 || !Double.isFinite(from) || !(share < 1)) {
      return safe;
    }
    return from + (safe - from) * StrictMath.max(0, share);
  }

  /** Whether the line has been walked to its end. */
  public boolean isHeld(long nowNanos) {
    return category == 0 || nowNanos - sinceNanos >= ramp.toNanos();
  }

  /**
   * Whether the contactors are to be open at a moment.
   *
   * @param unloaded whether little current is known to flow
   */
  public boolean isolates(long nowNanos, boolean unloaded) {
    if (category == 0) {
      return true;
    }
    long held = nowNanos - sinceNanos - ramp.toNanos();
    return (held >= 0 && unloaded) || held >= isolateWithin.toNanos();
  }
}
