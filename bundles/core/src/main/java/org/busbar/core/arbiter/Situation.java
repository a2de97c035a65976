package org.busbar.core.arbiter;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.control.Proposal;
import org.busbar.api.safety.Freeze;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.NodeId;

/**
 * All that a decision depends on.
 *
 * @param topology the tree with what devices declare
 * @param snapshot the frozen samples
 * @param freeze what the field allows, taken at the same moment
 * @param proposals what is valid now, in any order
 * @param authority devices under authority
 * @param ranks rank by source; sources that are not in it come last
 * @param cycle period of the step
 */
public record Situation(
    Topology topology,
    Snapshot snapshot,
    Freeze freeze,
    List<Proposal> proposals,
    Set<NodeId> authority,
    Map<String, Integer> ranks,
    Duration cycle) {
  /** Copies the collections. */
  public Situation {
    proposals = List.copyOf(proposals);
    authority = Set.copyOf(authority);
    ranks = Map.copyOf(ranks);
  }
}
