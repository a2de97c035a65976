package org.busbar.safety.limit;

import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;

/** What is measured at many places of a battery, so that the extremes count. */
enum Measure {
  CELL_VOLTAGE(Points.CELL_VOLTAGE_MIN_V, Points.CELL_VOLTAGE_MAX_V, Points.CELL_VOLTAGE_V),
  CELL_TEMPERATURE(
      Points.CELL_TEMPERATURE_MIN_C, Points.CELL_TEMPERATURE_MAX_C, Points.CELL_TEMPERATURE_C),
  STATE_OF_CHARGE(
      Points.STATE_OF_CHARGE_PCT, Points.STATE_OF_CHARGE_PCT, Points.STATE_OF_CHARGE_PCT);

  private final Point low;
  private final Point high;
  private final Point each;

  Measure(Point low, Point high, Point each) {
    this.low = low;
    this.high = high;
    this.each = each;
  }

  /** The point that tells one end of it as a whole. */
  Point end(Side side) {
    return side == Side.LOW ? low : high;
  }

  /** The point that tells it for each place, by index. */
  Point each() {
    return each;
  }

  /** Which end of what is measured is looked at. */
  enum Side {
    LOW,
    HIGH;

    /** The one of two values that lies further to this end. */
    double worse(double one, double other) {
      return this == LOW ? StrictMath.min(one, other) : StrictMath.max(one, other);
    }
  }
}
