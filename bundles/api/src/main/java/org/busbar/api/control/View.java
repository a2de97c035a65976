package org.busbar.api.control;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.busbar.api.series.Series;
import org.busbar.api.site.Node;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.osgi.annotation.versioning.ProviderType;

/** What a control mode sees. Immutable. */
@ProviderType
public interface View {
  /** The node the mode is assigned. */
  NodeId node();

  /** Period of the step. */
  Duration cycle();

  /** Time since this mode's previous step, zero at its first. */
  Duration elapsed();

  /** Wall-clock time of the step, for schedules. */
  Instant now();

  /** The frozen samples. */
  Snapshot snapshot();

  /** A node of the tree, empty where there is none. */
  Optional<Node> node(NodeId id);

  /** The site's own node. */
  Node root();

  /** Usable value of a point in its unit, NaN where unknown or stale. Ask isFinite first. */
  default double value(NodeId device, Point point) {
    return snapshot().value(device, point);
  }

  /**
   * What the last decision set for a quantity of a node: the sum over the devices below it, in the
   * quantity's unit; NaN where nothing was set. For anti-windup.
   */
  double applied(NodeId node, Point quantity);

  /** The envelope that the last decision left for a quantity of a node; empty where none. */
  Optional<Envelope> envelope(NodeId node, Point quantity);

  /** The newest series with this id, empty where none was published. */
  Optional<Series> series(String id);
}
