package org.busbar.testkit.conformance.api;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.busbar.api.control.Ask;
import org.busbar.api.control.ControlMode;
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

/**
 * What every control mode must do, tried on views that are made up: of a battery {@code bat1} below
 * a site with a meter. One line runs it: {@code ModeConformance.of(mode).failures()}. Any thread.
 *
 * @param <C> the mode's configuration
 * @param <S> the mode's state
 */
public final class ModeConformance<C extends Record, S extends Record> {
  private static final NodeId SITE = new NodeId("site");
  private static final NodeId METER = new NodeId("meter1");
  private static final NodeId BATTERY = new NodeId("bat1");
  private static final Duration CYCLE = Duration.ofSeconds(1);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final long SEED = 20261122;
  private static final int ROUNDS = 500;
  private static final int MOST_ASKS = 256;
  private static final int MOST_REASON = 300;
  private static final double UNKNOWN_SHARE = 0.2;

  private final ControlMode<C, S> mode;

  private ModeConformance(ControlMode<C, S> mode) {
    this.mode = mode;
  }

  /** Of one mode, as it is configured where site.yaml says nothing. */
  public static <C extends Record, S extends Record> ModeConformance<C, S> of(
      ControlMode<C, S> mode) {
    return new ModeConformance<>(mode);
  }

  /** One step at {@code bat1} from the beginning, where everything is known and at rest. */
  public Step<S> step(C config) {
    return mode.step(config, new MadeUp(1, known(_ -> 0.0)), mode.initial(config));
  }

  /** What it does wrong, one line each; empty where all is right. */
  public List<String> failures() {
    List<String> failures = new ArrayList<>();
    named(failures);
    plain(mode.configType(), failures);
    plain(mode.stateType(), failures);
    int threads = Thread.activeCount();
    try {
      steps("nothing is known", failures, _ -> Double.NaN);
      Random random = new Random(SEED);
      steps("anything may be known, seed " + SEED, failures, point -> likely(random, point));
    } catch (RuntimeException thrown) {
      failures.add("it throws " + thrown);
    }
    if (Thread.activeCount() > threads) {
      failures.add("it starts threads");
    }
    return failures.stream().distinct().toList();
  }

  private void named(List<String> failures) {
    if (!mode.id().matches("[a-z][a-z0-9-]*")) {
      failures.add("its id \"" + mode.id() + "\" is not one lower-case word");
    }
  }

  /** What is handed over by name when the mode is swapped must not belong to the plug-in. */
  private static void plain(Class<?> type, List<String> failures) {
    if (!type.isRecord()) {
      failures.add(type.getName() + " is no record");
      return;
    }
    for (RecordComponent component : type.getRecordComponents()) {
      Class<?> held = component.getType();
      if (held.getPackageName().startsWith(type.getPackageName())) {
        failures.add(
            type.getSimpleName() + "." + component.getName() + " is of its own type " + held);
      }
    }
  }

  private static double likely(Random random, Point point) {
    if (random.nextDouble() < UNKNOWN_SHARE) {
      return Double.NaN;
    }
    double min = Math.max(point.plausibleMin(), -1e6);
    double max = Math.min(point.plausibleMax(), 1e6);
    return min + random.nextDouble() * (max - min);
  }

  private void steps(String when, List<String> failures, Values values) {
    C config = mode.defaults();
    S state = mode.initial(config);
    for (int i = 1; i <= ROUNDS; i++) {
      MadeUp view = new MadeUp(i, known(values));
      Step<S> step = mode.step(config, view, state);
      Step<S> again = mode.step(config, view, state);
      if (step == null || step.next() == null) {
        failures.add("where " + when + " it gives back nothing");
        return;
      }
      if (!step.equals(again)) {
        failures.add("where " + when + " it does not do the same of the same view and state");
      }
      judge(when, step.asks(), failures);
      state = step.next();
    }
  }

  private static void judge(String when, List<Ask> asks, List<String> failures) {
    if (asks.size() > MOST_ASKS) {
      failures.add("where " + when + " it asks for more than " + MOST_ASKS + " things");
    }
    for (Ask ask : asks) {
      String wrong = wrong(ask);
      if (!wrong.isEmpty()) {
        failures.add("where " + when + " it asks " + wrong);
      }
    }
  }

  private static String wrong(Ask ask) {
    if (!ask.node().equals(BATTERY)) {
      return "for " + ask.node() + ", which is not within its node";
    }
    if (Points.of(ask.quantity().id()).isEmpty()) {
      return "for the unknown quantity " + ask.quantity().id();
    }
    if (Double.isInfinite(ask.target())) {
      return "for an infinite target";
    }
    if (ask.validFor().isNegative()) {
      return "with a negative validity";
    }
    return ask.reason().isBlank() || ask.reason().length() > MOST_REASON
        ? "without a reason of at most " + MOST_REASON + " characters"
        : "";
  }

  /** What a point shows. */
  private interface Values {
    double of(Point point);
  }

  private static Map<Address, Double> known(Values values) {
    Map<Address, Double> known = new TreeMap<>();
    for (NodeId node : List.of(METER, BATTERY)) {
      for (Point point : Points.all()) {
        known.put(Address.of(node, point), values.of(point));
      }
    }
    return known;
  }

  /** A moment of a site. */
  private record MadeUp(long step, Map<Address, Double> known) implements View, Snapshot {
    private static final Node ROOT =
        new Node(
            SITE,
            Node.Kind.SITE,
            Optional.empty(),
            List.of(METER, BATTERY),
            Optional.empty(),
            Optional.of(METER));

    @Override
    public NodeId node() {
      return BATTERY;
    }

    @Override
    public Duration cycle() {
      return CYCLE;
    }

    @Override
    public Duration elapsed() {
      return step == 1 ? Duration.ZERO : CYCLE;
    }

    @Override
    public Instant now() {
      return at();
    }

    @Override
    public Snapshot snapshot() {
      return this;
    }

    @Override
    public Optional<Node> node(NodeId id) {
      if (id.equals(SITE)) {
        return Optional.of(ROOT);
      }
      String nature = id.equals(METER) ? "meter" : id.equals(BATTERY) ? "battery" : "";
      return nature.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Node(
                  id,
                  Node.Kind.DEVICE,
                  Optional.of(SITE),
                  List.of(),
                  Optional.of(nature),
                  Optional.of(id)));
    }

    @Override
    public Node root() {
      return ROOT;
    }

    @Override
    public double value(NodeId device, Point point) {
      return Snapshot.super.value(device, point);
    }

    @Override
    public double applied(NodeId of, Point quantity) {
      return Double.NaN;
    }

    @Override
    public Optional<Envelope> envelope(NodeId of, Point quantity) {
      return Optional.empty();
    }

    @Override
    public Optional<Series> series(String id) {
      return Optional.empty();
    }

    @Override
    public long nanos() {
      return step * CYCLE.toNanos();
    }

    @Override
    public Instant at() {
      return START.plus(CYCLE.multipliedBy(step));
    }

    @Override
    public Optional<Sample> sample(Address address) {
      return Optional.ofNullable(known.get(address)).map(value -> made(address, value));
    }

    private Sample made(Address address, double value) {
      Quality quality = Double.isNaN(value) ? Quality.INVALID : Quality.GOOD;
      return new Sample(address, value, quality, nanos(), nanos() + 3 * CYCLE.toNanos(), at());
    }

    @Override
    public Collection<Sample> samples() {
      return known.entrySet().stream().map(each -> made(each.getKey(), each.getValue())).toList();
    }
  }
}
