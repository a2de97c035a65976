package org.busbar.api.control;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;

/**
 * The record of one step: who asked for what, what was decided, what limited it, why.
 *
 * @param step number of the step, from 1
 * @param nanos monotonic time of the freeze
 * @param at wall-clock time of the freeze
 * @param proposals what was valid, in the order in which it was folded
 * @param dropped proposals that could not hold, with the one that stood against them
 * @param outcomes what was decided, one per device and quantity under authority
 */
public record Decision(
    long step,
    long nanos,
    Instant at,
    List<Proposal> proposals,
    List<Dropped> dropped,
    List<Outcome> outcomes) {
  /**
   * A proposal that could not hold.
   *
   * @param proposal the one that was dropped
   * @param against source of the one that stood, or what else made it impossible
   */
  public record Dropped(Proposal proposal, String against) {}

  /**
   * What was decided for one quantity of a device.
   *
   * @param node device or terminal
   * @param quantity the point
   * @param value in the quantity's unit, positive into the busbar; NaN where the device goes to its
   *     release because nothing valid covers it
   * @param envelope what each level left
   * @param limitedBy what bound it: a source, a limit in words; empty where nothing did
   * @param reason why this value, in one sentence for people
   */
  public record Outcome(
      NodeId node,
      Point quantity,
      double value,
      Envelope envelope,
      Optional<String> limitedBy,
      String reason) {}

  /** Copies the lists. */
  public Decision {
    proposals = List.copyOf(proposals);
    dropped = List.copyOf(dropped);
    outcomes = List.copyOf(outcomes);
  }
}
