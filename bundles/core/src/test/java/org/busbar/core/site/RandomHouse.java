package org.busbar.core.site;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.busbar.api.control.Ask;
import org.busbar.api.control.ControlMode;
import org.busbar.api.control.Proposal;
import org.busbar.api.control.Step;
import org.busbar.api.control.View;
import org.busbar.api.plugin.Containment;
import org.busbar.api.safety.Allowed;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.GateCell;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.StepNote;
import org.busbar.api.series.Series;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Phase;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.api.vocabulary.Unit;
import org.busbar.core.image.Image;
import org.busbar.core.mode.InlineWorkers;
import org.busbar.core.mode.ModeTypes;
import org.busbar.core.mode.Modes;
import org.busbar.core.site.Fakes.FakeField;
import org.busbar.testkit.api.ManualClock;

/** A house to which anything happens, and the recording of it. */
final class RandomHouse {
  private static final List<String> NODES = List.of("pcc", "bat1", "bat2");
  private static final List<Point> MEASURED =
      List.of(Points.ACTIVE_POWER_W, Points.STATE_OF_CHARGE_PCT, Points.VOLTAGE_LN_V);

  final ModeTypes types = new ModeTypes();
  final List<StepNote> notes = new ArrayList<>();
  private final Random random;
  private final ManualClock clock = new ManualClock();
  private final SiteAgent site;
  private final Field field = new Field();

  /** Gates that open and close, limits that move. */
  private final class Field extends FakeField {
    private final Map<NodeId, GateCell> cells = new HashMap<>();

    @Override
    public Freeze freeze(Snapshot snapshot) {
      Freeze base = super.freeze(snapshot);
      Map<Address, Allowed> allowed = new HashMap<>();
      base.cells().keySet().forEach(node -> cells.putIfAbsent(node, base.cells().get(node)));
      cells.replaceAll((node, cell) -> random.nextInt(40) == 0 ? turned(cell) : cell);
      base.allowed()
          .forEach(
              (address, one) -> {
                double most = random.nextInt(4) == 0 ? 5000 * random.nextDouble() : 5000;
                if (cells.get(address.node()).isOpen() && random.nextInt(20) > 0) {
                  allowed.put(address, new Allowed(new Interval(-most, most), "a", "b \"c\""));
                }
              });
      return new Freeze(state, cells, allowed, base.release());
    }

    private GateCell turned(GateCell cell) {
      Cause cause = new Cause("limit", "bat1", "too\nwarm", clock.instant(), clock.nanos());
      return new GateCell(cell.isOpen() ? Optional.of(cause) : Optional.empty(), cell.epoch() + 1);
    }

    @Override
    public void keep(StepNote note) {
      notes.add(note);
    }
  }

  /** Looks at all there is to see, remembers, and sometimes fails. */
  static final class Nosy implements ControlMode<Nosy.Config, Nosy.State> {
    public record Config(double targetW) {}

    public record State(
        double sumW, long count, Duration ran, List<Double> seen, boolean odd, String word) {}

    private final String id;

    Nosy(String id) {
      this.id = id;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public Class<Config> configType() {
      return Config.class;
    }

    @Override
    public Class<State> stateType() {
      return State.class;
    }

    @Override
    public Config defaults() {
      return new Config(0);
    }

    @Override
    public State initial(Config config) {
      return new State(0, 0, Duration.ZERO, List.of(), false, "");
    }

    @Override
    public Step<State> step(Config config, View view, State state) {
      if (view.snapshot().step() % 101 == 100) {
        throw new IllegalArgumentException("one is too much after " + state.count());
      }
      double meterW = view.value(new NodeId("pcc"), Points.ACTIVE_POWER_W);
      double price = view.series("price").map(series -> series.at(view.now())).orElse(Double.NaN);
      double appliedW = view.applied(view.node(), Points.ACTIVE_POWER_W);
      double mostW =
          view.envelope(view.node(), Points.ACTIVE_POWER_W)
              .map(envelope -> envelope.at(Level.RESERVE).max())
              .orElse(Double.NaN);
      double oldW = state.seen().isEmpty() ? 0 : state.seen().getFirst();
      double sumW =
          state.sumW() * 0.9
              + (oldW > 50 ? 0.25 : 0)
              + (Double.isFinite(meterW) ? meterW / 3 : 0.1);
      State next =
          new State(
              sumW,
              state.count() + 1,
              state.ran().plus(view.elapsed()),
              List.of(meterW, appliedW, mostW, price),
              !state.odd(),
              "say \"" + view.node() + "\"");
      Ask ask =
          Ask.target(
              view.node(),
              Points.ACTIVE_POWER_W,
              Double.isFinite(price) ? sumW * price : sumW,
              "seen " + next.seen());
      return new Step<>(next, List.of(ask));
    }
  }

  RandomHouse(Path home, long seed) throws IOException {
    random = new Random(seed);
    types.add(new Nosy("told"));
    types.add(new Nosy("other"));
    SiteModel model = Fakes.house();
    EventRing events = new EventRing(model.id(), clock);
    Image image = new Image(clock);
    field.open(model, image, events, home, clock);
    Modes modes = new Modes(model, Map.of(), types, new InlineWorkers(clock), events);
    site =
        new SiteAgent(
            model,
            clock,
            new SiteAgent.Parts(
                image,
                events,
                field,
                modes,
                new Switches(home),
                Autostart.of(model, home),
                new DeviceCommands(clock, home, model.cycle()),
                new Entitlement(Containment::none, Optional::empty, field.audit(), events, clock)));
  }

  /** Steps in which anything may happen. */
  RandomHouse live(int steps) {
    for (int i = 0; i < steps; i++) {
      clock.advanceMs(100);
      happen();
      site.step();
    }
    return this;
  }

  private void happen() {
    field.state = random.nextInt(30) == 0 ? SiteState.IDLE : SiteState.RUNNING;
    for (int i = random.nextInt(4); i > 0; i--) {
      sample();
    }
    if (random.nextInt(10) == 0) {
      site.propose(proposal());
    }
    if (random.nextInt(25) == 0) {
      var slot =
          new Series.Slot(
              clock.instant().minusSeconds(1),
              clock.instant().plusSeconds(5),
              random.nextGaussian());
      site.publish(new Series("price", Unit.NONE, "EUR/kWh", clock.instant(), List.of(slot)));
    }
    if (random.nextInt(50) == 0) {
      site.enable("first", random.nextBoolean(), "somebody", "why not");
    }
  }

  private void sample() {
    Point point = MEASURED.get(random.nextInt(MEASURED.size()));
    NodeId node = new NodeId(NODES.get(random.nextInt(NODES.size())));
    double value = random.nextInt(15) == 0 ? Double.NaN : 50 + 40 * random.nextGaussian();
    long now = clock.nanos();
    long expires = now + Duration.ofMillis(random.nextInt(3_000)).toNanos();
    int index = point == Points.VOLTAGE_LN_V ? 1 + random.nextInt(3) : 0;
    field.store.put(
        new Sample(
            new Address(node, point, index), value, Quality.GOOD, now, expires, clock.instant()));
  }

  private Proposal proposal() {
    double low = -6000 * random.nextDouble();
    return new Proposal(
        "person " + random.nextInt(3),
        Level.values()[1 + random.nextInt(4)],
        new NodeId(List.of("house", "storage", "bat1", "bat2").get(random.nextInt(4))),
        Points.ACTIVE_POWER_W,
        Phase.TOTAL,
        random.nextBoolean() ? Interval.UNBOUNDED : new Interval(low, low + 4000),
        random.nextInt(3) == 0 ? Double.NaN : 3000 * random.nextGaussian(),
        clock.nanos() + Duration.ofMillis(random.nextInt(5_000)).toNanos(),
        "a \\ reason");
  }

  /** The recording, as the black box writes it: now and then a block begins anew. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder();
    notes.getFirst().writeSite(head);
    lines.add("{\"recording\":1}");
    lines.add(head.toString());
    for (int i = 0; i < notes.size(); i++) {
      StringBuilder line = new StringBuilder();
      notes.get(i).write(line, i % 50 == 0 ? null : notes.get(i - 1));
      lines.add(line.toString());
    }
    return lines;
  }
}
