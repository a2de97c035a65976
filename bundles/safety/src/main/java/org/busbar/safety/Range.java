package org.busbar.safety;

import java.util.function.DoubleFunction;
import org.busbar.api.safety.Allowed;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.safety.limit.Bound;

/** An interval while rules narrow it. Lives for one evaluation on one thread. */
final class Range {
  private double min;
  private double max;
  private String lowerReason;
  private String upperReason;
  private String obstacle = "";

  Range(Interval interval, String lowerReason, String upperReason) {
    this.min = interval.min();
    this.max = interval.max();
    this.lowerReason = lowerReason;
    this.upperReason = upperReason;
  }

  /** Raises the lower bound; the reason is made of the bound, only where it binds. */
  void atLeast(double bound, DoubleFunction<String> reason) {
    if (bound > min) {
      min = bound;
      lowerReason = reason.apply(bound);
    }
  }

  /** Lowers the upper bound; the reason is made of the bound, only where it binds. */
  void atMost(double bound, DoubleFunction<String> reason) {
    if (bound < max) {
      max = bound;
      upperReason = reason.apply(bound);
    }
  }

  /** Says whether a required value is there; where it is not, nothing is allowed. */
  boolean has(double value, Address address) {
    if (Double.isFinite(value)) {
      return true;
    }
    if (obstacle.isEmpty()) {
      obstacle = "there is no fresh value of " + address;
    }
    return false;
  }

  /** Narrows to what a battery may do. */
  void narrow(Bound bound) {
    if (!bound.obstacle().isEmpty() && obstacle.isEmpty()) {
      obstacle = bound.obstacle();
    }
    atLeast(bound.minW(), _ -> bound.lowerReason());
    atMost(bound.maxW(), _ -> bound.upperReason());
  }

  Verdict verdict() {
    if (!obstacle.isEmpty()) {
      return Verdict.nothing(obstacle);
    }
    if (!(min <= max)) {
      return Verdict.nothing(lowerReason + ", but " + upperReason);
    }
    return Verdict.of(new Allowed(new Interval(min, max), lowerReason, upperReason));
  }
}
