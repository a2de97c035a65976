package org.busbar.safety;

import java.util.List;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.Writable;
import org.busbar.api.vocabulary.Interval;

/** What one writable may be, as a pure function of what is measured. Thread-safe. */
final class Bounds {
  private final Writable writable;
  private final List<Rules.Rule> rules;
  private final String lowerReason;
  private final String upperReason;
  private final String region;
  private volatile Verdict latest = Verdict.nothing("");

  Bounds(DeviceDeclaration declaration, Writable writable, List<Limit> limits) {
    this.writable = writable;
    this.rules = Rules.of(declaration, writable, limits);
    Interval range = writable.range();
    this.lowerReason = "the device takes no less than " + value(range.min());
    this.upperReason = "the device takes no more than " + value(range.max());
    this.region = "capability of " + Phrases.number(writable.ratedApparentPowerVa()) + " VA";
  }

  /**
   * What is allowed now.
   *
   * @param beside magnitude of the other of active and reactive power, 0 where it plays no part
   * @param last a rule that is not of the device
   */
  Verdict verdict(Values values, double beside, Rules.Rule last) {
    Range range = new Range(writable.range(), lowerReason, upperReason);
    double radius = writable.ratedApparentPowerVa();
    if (!(radius >= 0)) {
      return Verdict.nothing("the apparent power rating is not known");
    }
    if (Double.isFinite(radius)) {
      double most = leg(radius, beside);
      range.atLeast(0 - most, bound -> region + " leaves " + value(most));
      range.atMost(most, bound -> region + " leaves " + value(most));
    }
    for (Rules.Rule rule : rules) {
      rule.apply(values, range);
    }
    last.apply(values, range);
    Verdict verdict = range.verdict();
    Verdict before = latest;
    if (before.equals(verdict)) {
      return before; // The same object again: nothing has to be copied for it.
    }
    latest = verdict;
    return verdict;
  }

  /** The leg of a right triangle, never so long that rounding lifts it out of the circle. */
  static double leg(double radius, double other) {
    double square = radius * radius - other * other;
    if (!(square > 0)) {
      return 0;
    }
    double leg = StrictMath.sqrt(square);
    while (leg > 0 && leg * leg + other * other > radius * radius) {
      leg = StrictMath.nextDown(leg);
    }
    return leg;
  }

  private String value(double value) {
    return Phrases.value(value, writable.quantity());
  }
}
