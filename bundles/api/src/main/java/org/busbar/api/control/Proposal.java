package org.busbar.api.control;

import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Phase;
import org.busbar.api.vocabulary.Point;

/**
 * What a source asks for: an interval that a quantity of a node shall stay in and, optionally, a
 * target within it. It expires by itself.
 *
 * @param source who asks: id of the mode, service, person or link
 * @param level how binding it is
 * @param node whose quantity
 * @param quantity the point ({@code activePowerW}), positive into the busbar
 * @param phase which phase, {@link Phase#TOTAL} for the whole
 * @param interval allowed values in the quantity's unit
 * @param target wanted value in the quantity's unit, NaN where there is none
 * @param validUntilNanos monotonic time in ns after which it is gone
 * @param reason why, in one sentence for people
 */
public record Proposal(
    String source,
    Level level,
    NodeId node,
    Point quantity,
    Phase phase,
    Interval interval,
    double target,
    long validUntilNanos,
    String reason) {

  /** Checks the target; throws {@link IllegalArgumentException} for an infinite one. */
  public Proposal {
    if (Double.isInfinite(target)) {
      throw new IllegalArgumentException("target of " + source + " is infinite");
    }
  }

  /** Whether it asks for a value and not only for an interval. */
  public boolean hasTarget() {
    return !Double.isNaN(target);
  }
}
