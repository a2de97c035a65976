package org.busbar.core.arbiter;

import java.util.Set;
import org.busbar.api.site.Node;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;

/**
 * Measured flows of one quantity and index over the tree, each from the node into its parent. The
 * site's is that into the grid: minus what the meter at the point of common coupling reads.
 */
final class Flows {
  private final Topology topology;
  private final Snapshot snapshot;
  private final Point quantity;
  private final int index;
  private final Set<NodeId> controlled;

  /**
   * Flows of a quantity.
   *
   * @param controlled the nodes that are set and therefore no part of the uncontrolled flow
   */
  Flows(Topology topology, Snapshot snapshot, Point quantity, int index, Set<NodeId> controlled) {
    this.topology = topology;
    this.snapshot = snapshot;
    this.quantity = quantity;
    this.index = index;
    this.controlled = controlled;
  }

  /**
   * Flow of a node that nothing here controls: its meter minus its measured controlled devices;
   * without a meter, the sum of its measured uncontrolled ones. NaN where the meter or what it is
   * to be corrected by is unknown.
   */
  double uncontrolled(NodeId id) {
    if (controlled.contains(id)) {
      return 0;
    }
    Node node = topology.nodes().get(id);
    if (node == null) {
      return Double.NaN;
    }
    if (node.meter().isPresent()) {
      double reading = measured(node.meter().get());
      double flow = node.kind() == Node.Kind.SITE ? -reading : reading;
      return flow - controlledBelow(node);
    }
    return unmetered(node);
  }

  /** Name of the meter of a node for people; of the node itself where it has none. */
  String meterOf(NodeId id) {
    return topology.node(id).flatMap(Node::meter).orElse(id).value();
  }

  private double unmetered(Node node) {
    boolean device = node.kind() == Node.Kind.DEVICE || node.kind() == Node.Kind.TERMINAL;
    if (device) {
      double flow = measured(node.id()) - controlledBelow(node);
      if (Double.isFinite(flow) || node.children().isEmpty()) {
        return flow;
      }
    }
    double sum = 0;
    for (NodeId child : node.children()) {
      if (!topology.isMeter(child)) {
        double flow = uncontrolled(child);
        // A silent device costs its own flow only; a meter that was put there for the sum counts.
        boolean metered = topology.node(child).flatMap(Node::meter).isPresent();
        sum += Double.isNaN(flow) && !metered ? 0 : flow;
      }
    }
    return sum;
  }

  private double controlledBelow(Node node) {
    double sum = 0;
    for (NodeId child : node.children()) {
      sum +=
          controlled.contains(child)
              ? measured(child)
              : topology.node(child).map(this::controlledBelow).orElse(0.0);
    }
    return sum;
  }

  private double measured(NodeId id) {
    return snapshot.value(new Address(id, quantity, index));
  }
}
