package org.busbar.runtime.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.control.Proposal;
import org.busbar.api.safety.Allowed;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.GateCell;
import org.busbar.api.safety.SiteState;
import org.busbar.api.site.Node;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.SiteModelBuilder;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Phase;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.core.arbiter.Arbiter;
import org.busbar.core.arbiter.Ruling;
import org.busbar.core.arbiter.Situation;
import org.busbar.core.arbiter.Topology;
import org.busbar.core.image.Image;
import org.busbar.profile.api.Coding;
import org.busbar.profile.api.RawType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Calls of the hot path on a site of a hundred devices with twenty points each. JMH makes it. */
@State(Scope.Benchmark)
public class Calls {
  private static final int DEVICES = 100;
  private static final int POINTS = 20;

  private final Clock clock = Clock.system();
  private final Image image = new Image(clock);
  private final List<Address> addresses = new ArrayList<>();
  private final Coding coding = Coding.plain(RawType.F32);
  private final Words wire = coding.encode(1234.5);
  private Situation situation = nothing();
  private int next;
  private long step;

  private Situation nothing() {
    return situation(Map.of(new NodeId("site"), node("site", Node.Kind.SITE, List.of())), Map.of());
  }

  /** Fills the store and builds the tree. */
  @Setup
  public void fill() {
    List<NodeId> devices = new ArrayList<>();
    Map<Address, Allowed> allowed = new HashMap<>();
    for (int d = 0; d < DEVICES; d++) {
      NodeId device = new NodeId("b" + d);
      devices.add(device);
      for (int index = 0; index < POINTS; index++) {
        addresses.add(new Address(device, Points.ACTIVE_POWER_W, index));
      }
      allowed.put(
          Address.of(device, Points.ACTIVE_POWER_W),
          new Allowed(new Interval(-5_000, 5_000), "charge limit", "discharge limit"));
    }
    Map<NodeId, Node> nodes = new LinkedHashMap<>();
    nodes.put(new NodeId("site"), node("site", Node.Kind.SITE, devices));
    devices.forEach(id -> nodes.put(id, node(id.value(), Node.Kind.DEVICE, List.of())));
    for (int i = 0; i < addresses.size(); i++) {
      aSampleIsPut();
    }
    situation = situation(nodes, allowed);
  }

  private static Node node(String id, Node.Kind kind, List<NodeId> children) {
    Optional<NodeId> parent =
        kind == Node.Kind.SITE ? Optional.empty() : Optional.of(new NodeId("site"));
    return new Node(new NodeId(id), kind, parent, children, Optional.empty(), Optional.empty());
  }

  private Situation situation(Map<NodeId, Node> nodes, Map<Address, Allowed> allowed) {
    SiteModel model =
        new SiteModelBuilder(new SiteId("local", "site"))
            .cycle(Duration.ofMillis(10))
            .nodes(nodes)
            .build();
    Map<Address, Double> release = new HashMap<>();
    Map<NodeId, GateCell> cells = new HashMap<>();
    Set<NodeId> authority = new HashSet<>();
    for (Address address : allowed.keySet()) {
      release.put(address, 0.0);
      cells.put(address.node(), new GateCell(Optional.empty(), 1));
      authority.add(address.node());
    }
    return new Situation(
        new Topology(model, List.of()),
        image.freeze(0, clock.nanos(), Instant.EPOCH).snapshot(),
        new Freeze(SiteState.RUNNING, cells, allowed, release),
        List.of(proposal(Level.ECONOMIC, 20_000), proposal(Level.RESERVE, 10_000)),
        authority,
        Map.of(),
        Duration.ofMillis(10));
  }

  private Proposal proposal(Level level, double targetW) {
    return new Proposal(
        level.name(),
        level,
        new NodeId("site"),
        Points.ACTIVE_POWER_W,
        Phase.TOTAL,
        Interval.UNBOUNDED,
        targetW,
        Long.MAX_VALUE,
        "bench");
  }

  /** What the measuring itself costs. */
  @Benchmark
  public long anEmptyCall() {
    return step;
  }

  /** A decision over the whole tree with two proposals. */
  @Benchmark
  public Ruling aDecisionOn100Devices() {
    return Arbiter.decide(situation);
  }

  /** A sample enters the store. */
  @Benchmark
  public Sample aSampleIsPut() {
    next = (next + 1) % addresses.size();
    long now = clock.nanos();
    return image.put(
        new Sample(
            addresses.get(next), next, Quality.GOOD, now, now + 1_000_000_000L, Instant.EPOCH));
  }

  /** The store is frozen with one sample that came since. */
  @Benchmark
  public Image.Frozen aFreezeOf2000Points() {
    aSampleIsPut();
    return image.freeze(step++, clock.nanos(), Instant.EPOCH);
  }

  /** A register becomes a number. */
  @Benchmark
  public double aRegisterIsDecoded() {
    return coding.decode(wire);
  }
}
