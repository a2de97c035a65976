package org.busbar.core.mode;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.control.Decision.Outcome;
import org.busbar.api.control.Envelope;
import org.busbar.api.control.View;
import org.busbar.api.plugin.Containment.Declared;
import org.busbar.api.series.Series;
import org.busbar.api.site.Node;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.core.arbiter.Ruling;
import org.busbar.core.arbiter.Topology;

/**
 * What one mode sees in one step.
 *
 * @param node the node it is assigned
 * @param cycle period of the step
 * @param elapsed time since its previous step
 * @param scene what all modes see in this step
 */
record SiteView(NodeId node, Duration cycle, Duration elapsed, Scene scene) implements View {
  /**
   * What all modes of a site see in one step.
   *
   * @param snapshot the frozen samples
   * @param topology the tree
   * @param last what the step before decided; empty at the first
   * @param series the newest series by id
   */
  record Scene(
      Snapshot snapshot, Topology topology, Optional<Ruling> last, Map<String, Series> series) {
    /** The same without what a plug-in did not declare that it reads. */
    Scene readBy(Declared declared) {
      return declared.readsAll()
          ? this
          : new Scene(new DeclaredSnapshot(snapshot, declared), topology, last, series);
    }
  }

  @Override
  public Instant now() {
    return scene.snapshot().at();
  }

  @Override
  public Snapshot snapshot() {
    return scene.snapshot();
  }

  @Override
  public Optional<Node> node(NodeId id) {
    return scene.topology().node(id);
  }

  @Override
  public Node root() {
    return scene.topology().root();
  }

  @Override
  public double applied(NodeId of, Point quantity) {
    double sum = Double.NaN;
    if (scene.last().isEmpty()) {
      return sum;
    }
    for (Outcome outcome : scene.last().get().decision().outcomes()) {
      if (outcome.quantity().equals(quantity)
          && Double.isFinite(outcome.value())
          && scene.topology().isWithin(outcome.node(), of)) {
        sum = (Double.isNaN(sum) ? 0 : sum) + outcome.value();
      }
    }
    return sum;
  }

  @Override
  public Optional<Envelope> envelope(NodeId of, Point quantity) {
    return scene.last().map(ruling -> ruling.envelopes().get(Address.of(of, quantity)));
  }

  @Override
  public Optional<Series> series(String id) {
    return Optional.ofNullable(scene.series().get(id));
  }
}
