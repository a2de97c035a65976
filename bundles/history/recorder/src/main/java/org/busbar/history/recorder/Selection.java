package org.busbar.history.recorder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.busbar.api.control.Decision;
import org.busbar.api.control.Proposal;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Phase;
import org.busbar.api.vocabulary.Point;

/**
 * Which decisions are kept: one per second, and each by which something else was decided than a
 * value: who asks, what is dropped, what limits, what goes to its release.
 */
final class Selection {
  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  private record Asked(String source, Level level, NodeId node, Point quantity, Phase phase) {
    static Asked of(Proposal proposal) {
      return new Asked(
          proposal.source(),
          proposal.level(),
          proposal.node(),
          proposal.quantity(),
          proposal.phase());
    }
  }

  private record Given(NodeId node, Point quantity, boolean released, Optional<String> limitedBy) {}

  private List<Object> last = List.of();
  private long lastNanos;
  private boolean any;

  /** Whether this one, the newest, is kept. */
  boolean keeps(Decision decision) {
    List<Object> form = form(decision);
    // A little less than a second, or a loop that is a moment early would leave a second empty.
    boolean due = !any || decision.nanos() - lastNanos >= SECOND_NANOS * 19 / 20;
    if (!due && form.equals(last)) {
      return false;
    }
    any = true;
    last = form;
    lastNanos = decision.nanos();
    return true;
  }

  private static List<Object> form(Decision decision) {
    List<Object> form = new ArrayList<>();
    decision.proposals().forEach(proposal -> form.add(Asked.of(proposal)));
    for (Decision.Dropped dropped : decision.dropped()) {
      form.add(Asked.of(dropped.proposal()));
      form.add(dropped.against());
    }
    for (Decision.Outcome outcome : decision.outcomes()) {
      form.add(
          new Given(
              outcome.node(),
              outcome.quantity(),
              Double.isNaN(outcome.value()),
              outcome.limitedBy()));
    }
    return form;
  }
}
