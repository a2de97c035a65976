package org.busbar.api.vocabulary;

/**
 * A closed interval of a quantity. The unit is that of the point beside which it stands.
 *
 * @param min least value, {@code -Infinity} where unbounded, never NaN
 * @param max greatest value, {@code +Infinity} where unbounded, never NaN, not less than min
 */
public record Interval(double min, double max) {
  /** No bound at all. */
  public static final Interval UNBOUNDED =
      new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** Only zero. */
  public static final Interval ZERO = new Interval(0, 0);

  /** Checks order; throws {@link IllegalArgumentException} for NaN or an empty interval. */
  public Interval {
    if (!(min <= max)) {
      throw new IllegalArgumentException("interval [" + min + ", " + max + "] is empty or NaN");
    }
  }

  /** One value; throws for NaN. */
  public static Interval point(double value) {
    return new Interval(value, value);
  }

  /** Whether the value lies inside; false for NaN. */
  public boolean contains(double value) {
    return value >= min && value <= max;
  }

  /** Whether any value lies in both. */
  public boolean intersects(Interval other) {
    return Math.max(min, other.min) <= Math.min(max, other.max);
  }

  /** What lies in both; throws {@link IllegalArgumentException} where nothing does. */
  public Interval intersect(Interval other) {
    return new Interval(Math.max(min, other.min), Math.min(max, other.max));
  }

  /** The value inside that is nearest to the given one; NaN stays NaN. */
  public double clamp(double value) {
    return Math.min(max, Math.max(min, value));
  }

  /** Sum of two independent quantities. */
  public Interval plus(Interval other) {
    return new Interval(min + other.min, max + other.max);
  }

  /** This interval moved by an amount in its own unit. */
  public Interval shifted(double by) {
    return new Interval(min + by, max + by);
  }
}
