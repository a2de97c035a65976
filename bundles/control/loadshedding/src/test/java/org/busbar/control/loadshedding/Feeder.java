package org.busbar.control.loadshedding;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import org.busbar.api.control.Ask;
import org.busbar.api.control.Envelope;
import org.busbar.api.control.Step;
import org.busbar.api.control.View;
import org.busbar.api.series.Series;
import org.busbar.api.site.Node;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.control.loadshedding.LoadShedding.Config;
import org.busbar.control.loadshedding.LoadShedding.State;
import org.busbar.testkit.api.FixedSnapshot;
import org.busbar.testkit.api.FixedView;
import org.busbar.testkit.api.ManualClock;

/**
 * A feeder with the loads pool, sauna and heater of 2 kW each behind switches, and what else is
 * connected, behind a meter that is read twice a second. One step is one cycle of 250 ms.
 */
final class Feeder {
  static final List<String> LOADS = List.of("pool", "sauna", "heater");
  static final double LOAD_W = 2000;
  private static final Duration CYCLE = Duration.ofMillis(250);
  private static final int METER_EVERY = 2;
  private static final NodeId SITE = new NodeId("home");
  private static final NodeId PCC = new NodeId("pcc");
  static final NodeId GROUP = new NodeId("sheddable");

  /** A load was switched. */
  record Event(double atS, String load, boolean off) {}

  final List<Event> events = new ArrayList<>();
  final ManualClock clock = new ManualClock();
  private final LoadShedding mode = new LoadShedding();
  private final Map<NodeId, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Double> switches = new LinkedHashMap<>();
  private Config config;
  private DoubleSupplier noise = () -> 0;
  private boolean metered = true;
  private boolean reads = true;
  private Sample meter;
  private State state;
  private List<Ask> asks = List.of();
  private long cycles;
  private boolean controlled = true;
  private double lateS;
  private final Deque<Sample> under = new ArrayDeque<>();

  /** Limit 10 kW, back below 8 kW; 2 s and 20 s of delay; 10 s on and 30 s off at least. */
  static Config config(List<String> energiseToShed) {
    return new Config(
        10_000,
        80,
        LOADS,
        List.of(LOAD_W, LOAD_W, LOAD_W),
        energiseToShed,
        "",
        Duration.ofSeconds(2),
        Duration.ofSeconds(20),
        List.of(Duration.ofSeconds(10)),
        List.of(Duration.ofSeconds(30)),
        Duration.ofSeconds(15),
        true);
  }

  Feeder(Config config) {
    this.config = config;
    state = mode.initial(config);
    meter = sample(Double.NaN, Quality.INVALID);
    put(SITE, Node.Kind.SITE, Optional.empty(), List.of(GROUP), "metered");
    put(PCC, Node.Kind.DEVICE, Optional.of(SITE), List.of(), "meter");
    List<NodeId> loads = LOADS.stream().map(NodeId::new).toList();
    put(GROUP, Node.Kind.GROUP, Optional.of(SITE), loads, "");
    for (NodeId load : loads) {
      put(load, Node.Kind.DEVICE, Optional.of(GROUP), List.of(), "relay");
      switches.put(load.value(), config.energiseToShed().contains(load.value()) ? 0.0 : 1.0);
    }
  }

  void put(NodeId id, Node.Kind kind, Optional<NodeId> above, List<NodeId> below, String nature) {
    Optional<String> known = nature.isEmpty() ? Optional.empty() : Optional.of(nature);
    Optional<NodeId> meters = nature.equals("metered") ? Optional.of(PCC) : Optional.empty();
    nodes.put(id, new Node(id, kind, above, below, known, meters));
  }

  Feeder noise(DoubleSupplier next) {
    noise = next;
    return this;
  }

  Feeder meter(boolean there) {
    metered = there;
    return this;
  }

  /** All switches open and, where asked, not to be read: as after a start. */
  Feeder released(boolean readable) {
    switches.replaceAll((load, on) -> 0.0);
    reads = readable;
    return this;
  }

  /** The mode is swapped: another of its kind goes on with what this one remembered. */
  Feeder configured(Config next) {
    config = next;
    return this;
  }

  /** Whether the site is under control; otherwise nothing is applied. */
  Feeder controlled(boolean is) {
    controlled = is;
    return this;
  }

  /** What the meter measures arrives later. */
  Feeder late(double seconds) {
    lateS = seconds;
    return this;
  }

  State state() {
    return state;
  }

  boolean isOff(String load) {
    boolean on = switches.get(load) == 1;
    return config.energiseToShed().contains(load) == on;
  }

  List<String> off() {
    return LOADS.stream().filter(this::isOff).toList();
  }

  Ask ask(String load) {
    return asks.stream().filter(ask -> ask.node().value().equals(load)).findFirst().orElseThrow();
  }

  double seconds() {
    return cycles * CYCLE.toMillis() / 1e3;
  }

  /** Runs for a time in which all else takes so much. */
  Feeder run(double seconds, double baseW) {
    long steps = Math.round(seconds * 1e3 / CYCLE.toMillis());
    for (long i = 0; i < steps; i++) {
      cycle(baseW);
    }
    return this;
  }

  private void cycle(double baseW) {
    clock.advance(CYCLE);
    if (cycles++ % METER_EVERY == 0 && metered) {
      double loadsW = LOAD_W * (LOADS.size() - off().size());
      under.add(sample(baseW + loadsW + noise.getAsDouble(), Quality.GOOD));
    }
    while (!under.isEmpty() && clock.nanos() - under.peek().measuredNanos() >= lateS * 1e9) {
      meter = under.remove();
    }
    TreeMap<Address, Sample> samples = new TreeMap<>(Map.of(meter.address(), meter));
    for (NodeId load : nodes.get(GROUP).children()) {
      if (reads && switches.containsKey(load.value())) {
        Address address = Address.of(load, Points.SWITCH_ON);
        samples.put(address, sample(address, switches.get(load.value()), Quality.GOOD));
      }
    }
    FixedSnapshot snapshot = new FixedSnapshot(cycles, clock.nanos(), clock.instant(), samples);
    Step<State> step =
        mode.step(
            config,
            new Seen(
                new FixedView(
                    GROUP, CYCLE, CYCLE, snapshot, nodes, Double.NaN, Optional.empty(), Map.of()),
                controlled),
            state);
    state = step.next();
    asks = step.asks();
    for (Ask ask : controlled ? asks : List.<Ask>of()) {
      boolean was = isOff(ask.node().value());
      switches.replace(ask.node().value(), ask.target());
      if (was != isOff(ask.node().value())) {
        events.add(new Event(seconds(), ask.node().value(), !was));
      }
    }
  }

  private Sample sample(double valueW, Quality quality) {
    return sample(Address.of(PCC, Points.ACTIVE_POWER_W), valueW, quality);
  }

  private Sample sample(Address address, double value, Quality quality) {
    return new Sample(
        address,
        value,
        quality,
        clock.nanos(),
        clock.nanos() + Duration.ofSeconds(2).toNanos() + (long) (lateS * 1e9),
        clock.instant());
  }

  /** A view that tells whether the loads are controlled. */
  private record Seen(FixedView fixed, boolean controlled) implements View {
    @Override
    public NodeId node() {
      return fixed.node();
    }

    @Override
    public Duration cycle() {
      return fixed.cycle();
    }

    @Override
    public Duration elapsed() {
      return fixed.elapsed();
    }

    @Override
    public Instant now() {
      return fixed.now();
    }

    @Override
    public Snapshot snapshot() {
      return fixed.snapshot();
    }

    @Override
    public Optional<Node> node(NodeId id) {
      return fixed.node(id);
    }

    @Override
    public Node root() {
      return fixed.root();
    }

    @Override
    public double applied(NodeId of, Point quantity) {
      return controlled && quantity.equals(Points.SWITCH_ON) ? 0 : Double.NaN;
    }

    @Override
    public Optional<Envelope> envelope(NodeId of, Point quantity) {
      return fixed.envelope(of, quantity);
    }

    @Override
    public Optional<Series> series(String id) {
      return fixed.series(id);
    }
  }
}
