package org.busbar.api.control;

import java.time.Duration;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Phase;
import org.busbar.api.vocabulary.Point;

/**
 * What a control mode asks for. The core adds source, level and deadline and makes a {@link
 * Proposal} of it; asks outside the mode's node are dropped and counted.
 *
 * @param node whose quantity; the mode's node or one below
 * @param quantity the point, positive into the busbar
 * @param phase which phase
 * @param interval allowed values in the quantity's unit
 * @param target wanted value in the quantity's unit, NaN where there is none
 * @param validFor how long it stands; zero for the default of max(3 cycles, 1 s)
 * @param reason why, in one sentence for people
 */
public record Ask(
    NodeId node,
    Point quantity,
    Phase phase,
    Interval interval,
    double target,
    Duration validFor,
    String reason) {

  /** A target for the whole of a node, without bounds, valid for the default time. */
  public static Ask target(NodeId node, Point quantity, double target, String reason) {
    return new Ask(node, quantity, Phase.TOTAL, Interval.UNBOUNDED, target, Duration.ZERO, reason);
  }

  /** Bounds for the whole of a node, without a target, valid for the default time. */
  public static Ask within(NodeId node, Point quantity, Interval interval, String reason) {
    return new Ask(node, quantity, Phase.TOTAL, interval, Double.NaN, Duration.ZERO, reason);
  }
}
