package org.busbar.control.selfconsumption;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.busbar.api.control.Ask;
import org.busbar.api.control.Envelope;
import org.busbar.api.control.Step;
import org.busbar.api.site.Node;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.testkit.api.FixedSnapshot;
import org.busbar.testkit.api.FixedView;
import org.busbar.testkit.api.ManualClock;

/**
 * A house with a battery that follows with a lag, behind a meter that is read now and then and
 * late. One step is one cycle of 100 ms.
 */
final class House {
  static final Duration CYCLE = Duration.ofMillis(100);
  private static final double CYCLE_S = 0.1;
  private static final NodeId PCC = new NodeId("pcc");
  private static final NodeId STORAGE = new NodeId("storage");

  private final ManualClock clock = new ManualClock();
  private final SelfConsumption mode = new SelfConsumption();
  private final SelfConsumption.Config config;
  private final Plant plant;
  private final Map<NodeId, Node> nodes =
      Map.of(
          new NodeId("site"),
          new Node(
              new NodeId("site"),
              Node.Kind.SITE,
              Optional.empty(),
              List.of(),
              Optional.empty(),
              Optional.of(PCC)));
  private final Deque<Double> line = new ArrayDeque<>();
  private final Deque<Sample> late = new ArrayDeque<>();
  final List<Double> gridW = new ArrayList<>();
  final List<Double> askedW = new ArrayList<>();

  private SelfConsumption.State state;
  private Sample meter;
  private double batteryW;
  private double appliedW = Double.NaN;
  private long cycles;
  private boolean meterLost;

  /**
   * The plant.
   *
   * @param lagS time constant of the battery
   * @param meterEveryCycles cycles between two readings of the meter
   * @param meterDelayCycles cycles from the measurement to its arrival
   * @param decisionDelayCycles cycles from an ask to the decision it is in
   * @param limitW what the battery can do at most, either way
   */
  record Plant(
      double lagS,
      int meterEveryCycles,
      int meterDelayCycles,
      int decisionDelayCycles,
      double limitW) {
    Plant(double lagS, int meterEveryCycles, int meterDelayCycles, double limitW) {
      this(lagS, meterEveryCycles, meterDelayCycles, 1, limitW);
    }
  }

  House(SelfConsumption.Config config, Plant plant) {
    this.config = config;
    this.plant = plant;
    this.state = mode.initial(config);
    this.meter = sample(Double.NaN, Quality.INVALID);
    for (int i = 0; i < plant.decisionDelayCycles(); i++) {
      line.add(Double.NaN);
    }
  }

  void loseMeter() {
    meterLost = true;
  }

  /** Runs for a time with a load, consumption positive here. */
  House run(double seconds, double loadW) {
    int steps = (int) Math.round(seconds / CYCLE_S);
    for (int i = 0; i < steps; i++) {
      cycle(loadW);
    }
    return this;
  }

  private void cycle(double loadW) {
    clock.advance(CYCLE);
    double nowW = loadW - batteryW;
    gridW.add(nowW);
    if (cycles++ % plant.meterEveryCycles() == 0 && !meterLost) {
      late.add(sample(nowW, Quality.GOOD));
    }
    while (!late.isEmpty()
        && clock.nanos() - late.peek().measuredNanos()
            >= plant.meterDelayCycles() * CYCLE.toNanos()) {
      meter = late.remove();
    }
    FixedSnapshot snapshot =
        new FixedSnapshot(cycles, clock.nanos(), clock.instant(), new TreeMap<>()).with(meter);
    // The decision that a view shows is the one before this step's.
    Step<SelfConsumption.State> step =
        mode.step(
            config,
            new FixedView(STORAGE, CYCLE, CYCLE, snapshot, nodes, appliedW, left(), Map.of()),
            state);
    state = step.next();
    double ask = step.asks().stream().mapToDouble(Ask::target).findFirst().orElse(Double.NaN);
    askedW.add(ask);
    line.add(ask);
    double decidedW = line.remove();
    appliedW = Math.max(-plant.limitW(), Math.min(plant.limitW(), decidedW));
    double goalW = Double.isNaN(appliedW) ? 0 : appliedW;
    batteryW += (goalW - batteryW) * (1 - StrictMath.exp(-CYCLE_S / plant.lagS()));
  }

  private Optional<Envelope> left() {
    Map<Level, Interval> levels = new EnumMap<>(Level.class);
    for (Level level : Level.values()) {
      levels.put(level, new Interval(-plant.limitW(), plant.limitW()));
    }
    return Double.isNaN(appliedW) ? Optional.empty() : Optional.of(new Envelope(levels));
  }

  private Sample sample(double value, Quality quality) {
    return new Sample(
        Address.of(PCC, Points.ACTIVE_POWER_W),
        value,
        quality,
        clock.nanos(),
        clock.nanos() + Duration.ofSeconds(5).toNanos(),
        clock.instant());
  }
}
