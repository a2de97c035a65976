package org.busbar.safety.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A share of 0 to 1 over a measured value: straight between knots, level beyond the first and last.
 * Two knots at one place make a step, at which the smaller share counts. Thread-safe.
 *
 * @param knots by place, ascending
 */
public record Curve(List<Knot> knots) {
  /**
   * One knot.
   *
   * @param at the measured value, in the unit of the setting
   * @param share 0 to 1
   */
  public record Knot(double at, double share) {}

  /** Checks order and range; throws {@link IllegalArgumentException} in words for people. */
  public Curve {
    knots = List.copyOf(knots);
    if (knots.size() < 2) {
      throw new IllegalArgumentException("has fewer than two knots");
    }
    for (int i = 0; i < knots.size(); i++) {
      double share = knots.get(i).share();
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException("has a share outside of 0 % to 100 %");
      }
      if (i > 0 && !(knots.get(i - 1).at() <= knots.get(i).at())) {
        throw new IllegalArgumentException("has knots that are not in ascending order");
      }
    }
  }

  /** Reads {@code 3.45 V: 100 %, 3.58 V: 0 %}; throws {@link IllegalArgumentException}. */
  static Curve parse(String text, Setting setting) {
    List<Knot> knots = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String[] both = part.split(":", -1);
      OptionalDouble at = both.length == 2 ? Measured.parse(both[0], setting.unit()) : none();
      OptionalDouble share = both.length == 2 ? Measured.parse(both[1], "%") : none();
      if (at.isEmpty() || share.isEmpty()) {
        throw new IllegalArgumentException("has the knot '" + part.strip() + "'");
      }
      knots.add(new Knot(at.getAsDouble(), share.getAsDouble() / 100));
    }
    Curve curve = new Curve(knots);
    curve.check(setting.shape());
    return curve;
  }

  private static OptionalDouble none() {
    return OptionalDouble.empty();
  }

  private void check(Setting.Shape shape) {
    boolean rises = shape == Setting.Shape.RISING || shape == Setting.Shape.HILL;
    boolean falls = shape == Setting.Shape.FALLING || shape == Setting.Shape.HILL;
    if (rises && knots.getFirst().share() != 0) {
      throw new IllegalArgumentException("does not begin at 0 %");
    }
    if (falls && knots.getLast().share() != 0) {
      throw new IllegalArgumentException("does not end at 0 %");
    }
    boolean falling = shape == Setting.Shape.FALLING;
    for (int i = 1; i < knots.size(); i++) {
      boolean down = knots.get(i).share() < knots.get(i - 1).share();
      boolean up = knots.get(i).share() > knots.get(i - 1).share();
      if ((up && falling) || (down && shape == Setting.Shape.RISING)) {
        throw new IllegalArgumentException("turns back");
      }
      falling |= down && shape == Setting.Shape.HILL;
    }
  }

  /** The share at a value; 0 where the value is not known. */
  public double share(double value) {
    if (!Double.isFinite(value)) {
      return 0;
    }
    double least = 1;
    boolean met = false;
    for (Knot knot : knots) {
      if (knot.at() == value) {
        least = StrictMath.min(least, knot.share());
        met = true;
      }
    }
    if (met) {
      return least;
    }
    if (value < knots.getFirst().at()) {
      return knots.getFirst().share();
    }
    for (int i = 1; i < knots.size(); i++) {
      Knot above = knots.get(i);
      if (value < above.at()) {
        Knot below = knots.get(i - 1);
        double part = (value - below.at()) / (above.at() - below.at());
        return below.share() + part * (above.share() - below.share());
      }
    }
    return knots.getLast().share();
  }

  /** The knot with nothing left that is nearest to a value: the stop it has come to, or nears. */
  double stop(double value) {
    double best = Double.NaN;
    for (Knot knot : knots) {
      boolean nearer =
          Double.isNaN(best) || StrictMath.abs(knot.at() - value) < StrictMath.abs(best - value);
      if (knot.share() == 0 && nearer) {
        best = knot.at();
      }
    }
    return best;
  }
}
