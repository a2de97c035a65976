package org.busbar.core.mode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.busbar.api.control.Ask;
import org.busbar.api.control.Proposal;
import org.busbar.api.site.ModeConfig;
import org.busbar.api.vocabulary.Points;
import org.busbar.core.arbiter.Topology;
import org.jspecify.annotations.Nullable;

/**
 * The entry check of what a mode asks for. Plug-ins are not trusted: any component may be null.
 *
 * @param config the mode
 * @param topology the tree
 * @param frozenNanos when what the mode saw was frozen: the birth of its proposals
 * @param usual how long an ask stands that says nothing
 */
record Entry(ModeConfig config, Topology topology, long frozenNanos, Duration usual) {
  /** More asks of one step than this are cut. */
  static final int MOST_ASKS = 256;

  private static final Duration LONGEST = Duration.ofDays(366);
  private static final int MOST_REASON = 300;

  /**
   * What passed and what did not.
   *
   * @param proposals what passed
   * @param refused how many did not
   * @param refusal why the first did not; empty where all passed
   */
  record Checked(List<Proposal> proposals, int refused, String refusal) {}

  Checked check(List<Ask> asks) {
    List<Proposal> proposals = new ArrayList<>();
    int refused = Math.max(0, asks.size() - MOST_ASKS);
    String refusal = refused == 0 ? "" : asks.size() + " asks in one step; at most " + MOST_ASKS;
    for (Ask ask : asks.subList(0, asks.size() - refused)) {
      Optional<String> wrong = wrong(ask);
      if (wrong.isEmpty()) {
        proposals.add(proposal(ask));
      } else {
        refused++;
        refusal = refusal.isEmpty() ? wrong.get() : refusal;
      }
    }
    return new Checked(proposals, refused, refusal);
  }

  private Optional<String> wrong(Ask ask) {
    if (missing(ask.node(), ask.quantity(), ask.phase(), ask.interval(), ask.validFor())) {
      return Optional.of("an ask with a component that is null");
    }
    if (!topology.isWithin(ask.node(), config.node())) {
      return Optional.of("an ask for " + ask.node() + ", which is not within " + config.node());
    }
    String quantity = ask.quantity().id();
    if (Points.of(quantity).isEmpty() && topology.writableQuantity(quantity).isEmpty()) {
      return Optional.of("an ask for the unknown quantity " + quantity);
    }
    if (Double.isInfinite(ask.target())) {
      return Optional.of("an ask for an infinite target");
    }
    if (ask.validFor().isNegative()) {
      return Optional.of("an ask with a negative validity");
    }
    return Optional.empty();
  }

  private static boolean missing(@Nullable Object... components) {
    for (Object component : components) {
      if (component == null) {
        return true;
      }
    }
    return false;
  }

  private Proposal proposal(Ask ask) {
    Duration validFor = ask.validFor().isZero() ? usual : ask.validFor();
    Duration bounded = validFor.compareTo(LONGEST) > 0 ? LONGEST : validFor;
    String reason = String.valueOf(ask.reason());
    return new Proposal(
        config.id(),
        config.level(),
        ask.node(),
        Points.of(ask.quantity().id()).orElse(ask.quantity()),
        ask.phase(),
        ask.interval(),
        ask.target(),
        frozenNanos + bounded.toNanos(),
        reason.length() > MOST_REASON ? reason.substring(0, MOST_REASON) : reason);
  }
}
