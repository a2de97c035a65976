package org.busbar.api.safety;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.vocabulary.NodeId;

/**
 * What one step hands to the gate.
 *
 * @param step number of the step
 * @param authority devices under authority: an enabled mode, service or person is assigned a node
 *     that contains them. All others are never touched; one that leaves is released once
 * @param setpoints what they are to do; a device under authority without one goes to its release
 * @param correlations ids of the requests that this step decided on first, by device: the next
 *     write to it is logged under them
 */
public record Setpoints(
    long step, Set<NodeId> authority, List<Setpoint> setpoints, Map<NodeId, String> correlations) {
  /** Copies the collections. */
  public Setpoints {
    authority = Set.copyOf(authority);
    setpoints = List.copyOf(setpoints);
    correlations = Map.copyOf(correlations);
  }

  /** Nobody's request was decided on first. */
  public Setpoints(long step, Set<NodeId> authority, List<Setpoint> setpoints) {
    this(step, authority, setpoints, Map.of());
  }

  /** The same, decided on these requests first. */
  public Setpoints asked(Map<NodeId, String> requests) {
    return requests.isEmpty() ? this : new Setpoints(step, authority, setpoints, requests);
  }
}
