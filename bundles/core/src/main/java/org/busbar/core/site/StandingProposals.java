package org.busbar.core.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.busbar.api.control.Proposal;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Audit;
import org.busbar.api.site.ModeConfig;
import org.busbar.api.site.SiteModel;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Phase;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.core.arbiter.Topology;

/** Proposals of people, services and links, each until its own deadline. Any thread. */
final class StandingProposals {
  private static final int MOST = 1_000;

  private final SiteModel model;
  private final Audit audit;
  private final Entitlement entitlement;
  private final Map<Key, Proposal> standing = new ConcurrentHashMap<>();

  private record Key(String source, NodeId node, Point quantity, Phase phase) {}

  StandingProposals(SiteModel model, Audit audit, Entitlement entitlement) {
    this.model = model;
    this.audit = audit;
    this.entitlement = entitlement;
  }

  /** Adds or replaces; one that is past its deadline takes the standing one away. */
  Answer propose(Proposal proposal, Topology topology, long nowNanos) {
    if (proposal.level() == Level.SAFETY) {
      return new Answer.Refused(
          "level SAFETY is kept for the platform", "Propose at GRID_OBLIGATION or below");
    }
    Optional<Answer.Refused> undeclared =
        entitlement.refusal(
            proposal.level(),
            proposal.source(),
            proposal.quantity().id() + " of " + proposal.node());
    if (undeclared.isPresent()) {
      return undeclared.get();
    }
    if (model.modes().stream().map(ModeConfig::id).anyMatch(proposal.source()::equals)) {
      return new Answer.Refused(
          "'" + proposal.source() + "' is the id of a control mode",
          "Propose under a source of your own");
    }
    if (topology.node(proposal.node()).isEmpty()) {
      return new Answer.Refused(
          "there is no node " + proposal.node(), "Use a node of the tree in site.yaml");
    }
    String quantity = proposal.quantity().id();
    if (Points.of(quantity).isEmpty() && topology.writableQuantity(quantity).isEmpty()) {
      return new Answer.Refused(
          "there is no quantity " + quantity,
          "Use a point of the vocabulary, such as activePowerW");
    }
    Key key = new Key(proposal.source(), proposal.node(), proposal.quantity(), proposal.phase());
    if (proposal.validUntilNanos() - nowNanos < 0) {
      Proposal gone = standing.remove(key);
      if (gone != null) {
        audited("proposal-withdrawn", proposal, text(gone), "");
      }
      return new Answer.Done();
    }
    if (standing.size() >= MOST && !standing.containsKey(key)) {
      return new Answer.Refused(
          MOST + " proposals stand already", "Wait until some have passed their deadline");
    }
    Proposal before = standing.put(key, proposal);
    if (before == null || !sameButDeadline(before, proposal)) {
      audited("proposal", proposal, before == null ? "" : text(before), text(proposal));
    }
    return new Answer.Done();
  }

  /** One that is only renewed changes nothing and needs no record of its own. */
  private static boolean sameButDeadline(Proposal before, Proposal now) {
    return before.level() == now.level()
        && before.interval().equals(now.interval())
        && Double.compare(before.target(), now.target()) == 0;
  }

  private static String text(Proposal proposal) {
    return proposal.level()
        + " "
        + proposal.interval().min()
        + " to "
        + proposal.interval().max()
        + ", target "
        + proposal.target();
  }

  private void audited(String command, Proposal proposal, String before, String after) {
    audit.append(
        "command",
        proposal.source(),
        proposal.reason(),
        Map.of(
            "command",
            command,
            "node",
            proposal.node().toString(),
            "quantity",
            proposal.quantity().id(),
            "phase",
            proposal.phase().name(),
            "before",
            before,
            "after",
            after));
  }

  /** What is valid now; what has passed its deadline is gone for good. */
  List<Proposal> valid(long nowNanos) {
    if (standing.isEmpty()) {
      return List.of();
    }
    standing.values().removeIf(proposal -> proposal.validUntilNanos() - nowNanos < 0);
    return new ArrayList<>(standing.values());
  }
}
