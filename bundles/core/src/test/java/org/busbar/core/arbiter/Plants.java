package org.busbar.core.arbiter;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.busbar.api.control.Proposal;
import org.busbar.api.safety.Allowed;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.GateCell;
import org.busbar.api.safety.SiteState;
import org.busbar.api.site.Node;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.SiteModelBuilder;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Phase;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.testkit.api.FixedSnapshot;
import org.busbar.testkit.api.ManualClock;

/** A plant a test writes down: tree, values, what is allowed, who proposes what. */
public final class Plants {
  private final Map<NodeId, Node> nodes = new LinkedHashMap<>();
  private final Map<Address, Allowed> allowed = new HashMap<>();
  private final Map<Address, Double> release = new HashMap<>();
  private final Map<NodeId, GateCell> cells = new HashMap<>();
  private final List<Proposal> proposals = new ArrayList<>();
  private final Map<String, Integer> ranks = new HashMap<>();
  private final Set<NodeId> uncontrolled = new HashSet<>();
  private final ManualClock clock = new ManualClock();
  private FixedSnapshot snapshot =
      new FixedSnapshot(7, clock.nanos(), Instant.EPOCH, new TreeMap<>());
  private SiteState state = SiteState.RUNNING;

  public Plants(String meter) {
    node("site", null, Node.Kind.SITE, meter);
  }

  public Plants node(String id, String parent, Node.Kind kind, String meter) {
    NodeId node = new NodeId(id);
    Optional<NodeId> above = Optional.ofNullable(parent).map(NodeId::new);
    Optional<NodeId> measured = Optional.ofNullable(meter).map(NodeId::new);
    nodes.put(node, new Node(node, kind, above, List.of(), Optional.empty(), measured));
    above
        .map(nodes::get)
        .ifPresent(
            up -> {
              List<NodeId> children = new ArrayList<>(up.children());
              children.add(node);
              nodes.put(
                  up.id(),
                  new Node(up.id(), up.kind(), up.parent(), children, up.nature(), up.meter()));
            });
    return this;
  }

  public Plants group(String id, String parent, String meter) {
    return node(id, parent, Node.Kind.GROUP, meter);
  }

  public Plants device(String id, String parent) {
    return node(id, parent, Node.Kind.DEVICE, null);
  }

  public Plants controlled(String id, String parent, double minW, double maxW, double releaseW) {
    device(id, parent);
    return writable(Address.of(new NodeId(id), Points.ACTIVE_POWER_W), minW, maxW, releaseW);
  }

  public Plants writable(Address address, double min, double max, double releaseTo) {
    allowed.put(
        address,
        new Allowed(
            new Interval(min, max),
            "charge limit of " + address.node(),
            "discharge limit of " + address.node()));
    release.put(address, releaseTo);
    cells.put(address.node().device(), new GateCell(Optional.empty(), 3));
    return this;
  }

  public Plants measures(String id, double powerW) {
    snapshot = snapshot.with(id, Points.ACTIVE_POWER_W, powerW);
    return this;
  }

  public Plants withoutAuthority(String id) {
    uncontrolled.add(new NodeId(id));
    return this;
  }

  public Plants in(SiteState other) {
    state = other;
    return this;
  }

  public Plants rank(String source, int rank) {
    ranks.put(source, rank);
    return this;
  }

  public Plants propose(String source, Level level, String node, Interval interval, double target) {
    return propose(source, level, node, Points.ACTIVE_POWER_W, interval, target);
  }

  public Plants propose(
      String source, Level level, String node, Point quantity, Interval interval, double target) {
    proposals.add(
        new Proposal(
            source,
            level,
            new NodeId(node),
            quantity,
            Phase.TOTAL,
            interval,
            target,
            clock.nanos() + 1,
            "because"));
    return this;
  }

  public Plants propose(List<Proposal> others) {
    proposals.addAll(others);
    return this;
  }

  public SiteModel model() {
    return new SiteModelBuilder(new SiteId("local", "site")).nodes(nodes).build();
  }

  public Situation situation() {
    Set<NodeId> authority = new LinkedHashSet<>();
    allowed.keySet().stream()
        .map(address -> address.node().device())
        .filter(device -> !uncontrolled.contains(device))
        .forEach(authority::add);
    return new Situation(
        new Topology(model(), List.of()),
        snapshot,
        new Freeze(state, cells, allowed, release),
        proposals,
        authority,
        ranks,
        Duration.ofMillis(100));
  }

  public Ruling decide() {
    return Arbiter.decide(situation());
  }
}
