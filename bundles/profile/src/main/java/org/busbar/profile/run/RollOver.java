package org.busbar.profile.run;

/**
 * Counts on where a counter of a device begins again at 0. A counter that falls from elsewhere than
 * its end, or to elsewhere than its beginning, was replaced or reset: it starts anew.
 */
final class RollOver {
  private static final double END = 0.9;
  private static final double BEGINNING = 0.1;

  private final double modulus;
  private double base;
  private double last = Double.NaN;

  /** With the value at which it begins again, in the unit of its point. */
  RollOver(double modulus) {
    this.modulus = modulus;
  }

  /** The count without jumps; unknown stays unknown and changes nothing. */
  double count(double value) {
    if (Double.isNaN(value)) {
      return value;
    }
    if (value < last) {
      boolean around = last >= END * modulus && value <= BEGINNING * modulus;
      base = around ? base + modulus : 0;
    }
    last = value;
    return base + value;
  }
}
