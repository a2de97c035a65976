package org.busbar.testkit.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.control.Envelope;
import org.busbar.api.control.View;
import org.busbar.api.series.Series;
import org.busbar.api.site.Node;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;

/**
 * A view a test of a control mode writes down.
 *
 * @param node the node the mode is assigned
 * @param cycle period of the step
 * @param elapsed time since the mode's previous step
 * @param snapshot the frozen samples
 * @param nodes the tree by id, the site first
 * @param appliedW what was applied as active power, whatever the node; NaN where nothing was
 * @param left the envelope the last decision left, whatever the node and quantity
 * @param seriesById the newest series by id
 */
public record FixedView(
    NodeId node,
    Duration cycle,
    Duration elapsed,
    Snapshot snapshot,
    Map<NodeId, Node> nodes,
    double appliedW,
    Optional<Envelope> left,
    Map<String, Series> seriesById)
    implements View {

  @Override
  public Instant now() {
    return snapshot.at();
  }

  @Override
  public Optional<Node> node(NodeId id) {
    return Optional.ofNullable(nodes.get(id));
  }

  @Override
  public Node root() {
    return nodes.values().iterator().next();
  }

  @Override
  public double applied(NodeId of, Point quantity) {
    return quantity.equals(Points.ACTIVE_POWER_W) ? appliedW : Double.NaN;
  }

  @Override
  public Optional<Envelope> envelope(NodeId of, Point quantity) {
    return left;
  }

  @Override
  public Optional<Series> series(String id) {
    return Optional.ofNullable(seriesById.get(id));
  }
}
