package org.busbar.core.site;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.busbar.api.control.Decision;
import org.busbar.api.control.Proposal;
import org.busbar.api.safety.Audit;
import org.busbar.api.site.SiteModel;
import org.busbar.api.vocabulary.NodeId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Follows what was asked under a correlation id to the first decision about it. Asked on any
 * thread, looked at on the site's loop, which meets a line of log once for each and else nothing.
 */
final class Traces {
  private static final Logger LOG = LoggerFactory.getLogger(Traces.class);
  private static final int MOST = 100;

  /** So many steps it may take until there is something to decide. */
  private static final int STEPS = 50;

  private final Queue<Trace> open = new ConcurrentLinkedQueue<>();

  private static final class Trace {
    private final NodeId node;
    private final String id;
    private int steps;

    private Trace(NodeId node, String id) {
      this.node = node;
      this.id = id;
    }
  }

  /** Something about a node is asked for by the request of this thread. */
  void asked(NodeId node) {
    String id = MDC.get(Audit.CORRELATION);
    if (id != null && open.size() < MOST) {
      open.add(new Trace(node, id));
    }
  }

  /** What this decision was asked under, by the devices it concerns. */
  Map<NodeId, String> decided(Decision decision, SiteModel model) {
    if (open.isEmpty()) {
      return Map.of();
    }
    Map<NodeId, String> found = new HashMap<>();
    for (Iterator<Trace> all = open.iterator(); all.hasNext(); ) {
      Trace trace = all.next();
      boolean told = tell(trace, decision, model, found);
      if (told || ++trace.steps > STEPS) {
        all.remove();
      }
    }
    return found;
  }

  private static boolean tell(
      Trace trace, Decision decision, SiteModel model, Map<NodeId, String> found) {
    boolean told = false;
    for (Decision.Outcome outcome : decision.outcomes()) {
      if (outcome.node().equals(trace.node) || model.isWithin(outcome.node(), trace.node)) {
        found.put(outcome.node().device(), trace.id);
        log(trace.id, decision, outcome);
        told = true;
      }
    }
    return told;
  }

  private static void log(String id, Decision decision, Decision.Outcome outcome) {
    MDC.put(Audit.CORRELATION, id);
    try {
      LOG.info(
          "step {} decides {} {} {}, asked by {}: {}",
          decision.step(),
          outcome.node(),
          outcome.quantity().id(),
          outcome.value(),
          decision.proposals().stream().map(Proposal::source).distinct().toList(),
          outcome.limitedBy().orElse(outcome.reason()));
    } finally {
      MDC.remove(Audit.CORRELATION);
    }
  }
}
