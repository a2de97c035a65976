package org.busbar.api.safety;

import java.util.List;
import java.util.Set;
import org.busbar.api.vocabulary.NodeId;

/**
 * What one step hands to the gate.
 *
 * @param step number of the step
 * @param authority devices under authority: an enabled mode, service or person is assigned a node
 *     that contains them. All others are never touched; one that leaves is released once
 * @param setpoints what they are to do; a device under authority without one goes to its release
 */
public record Setpoints(long step, Set<NodeId> authority, List<Setpoint> setpoints) {
  /** Copies the collections. */
  public Setpoints {
    authority = Set.copyOf(authority);
    setpoints = List.copyOf(setpoints);
  }
}
