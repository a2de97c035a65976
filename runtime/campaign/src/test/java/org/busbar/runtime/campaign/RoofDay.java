package org.busbar.runtime.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.busbar.api.control.Ask;
import org.busbar.api.control.ControlMode;
import org.busbar.api.control.Decision;
import org.busbar.api.control.Step;
import org.busbar.api.control.View;
import org.busbar.api.events.Event;
import org.busbar.api.face.Site;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.profile.CarriedProfiles;
import org.busbar.sim.plant.Grid;
import org.busbar.sim.plant.Load;
import org.busbar.sim.plant.PccMeter;
import org.busbar.sim.plant.Plant;
import org.busbar.sim.plant.PvInverter;
import org.busbar.sim.plant.Replay;
import org.busbar.sim.served.DeviceUnit;
import org.busbar.sim.served.FixedWords;
import org.busbar.sim.served.SunSpecPv;

/**
 * A roof to the east, the south and the west with passing clouds, an inverter of 10 kW that lays
 * out SunSpec models 103, 123 and 160, a house, and a cap of 5 kW on what it feeds in, from seven
 * to two. At noon the house takes much for half an hour; at three the fuse of the south goes, at
 * half past four there is a new one.
 */
final class RoofDay {
  static final double BROKEN_S = 15 * 3600;

  private static final double CAP_FROM_S = 7 * 3600;
  private static final double CAP_TO_S = 14 * 3600;
  private static final double MENDED_S = 16.5 * 3600;
  private static final double CAP_W = 5_000;
  private static final double RATED_W = 10_000;
  private static final double EFFICIENCY = 0.97;
  private static final long STEP_MS = 1_000;

  /** How near to what it may make or to the cap: clouds move within the second. */
  private static final double NEAR_W = 150;

  /** The one register of model 123 with the limit, the timer's, and the one that enables it. */
  private static final int CONTROLS = 40_002 + 68 + 52 + 28 + 32 + 46;

  private static final int LIMIT = CONTROLS + 5;
  private static final int TIMER = CONTROLS + 7;
  private static final int ENABLE = CONTROLS + 9;

  private static final NodeId PV = new NodeId("pv1");

  /** What was raised about strings. */
  record Told(double atS, Event event) {}

  final List<String> wrongWrites = new ArrayList<>();
  final List<String> tooLow = new ArrayList<>();
  final List<Told> advice = new ArrayList<>();
  private final Map<Integer, Long> writes = new TreeMap<>();
  long limitWrites;
  long looks;
  double worstStringErrorW;
  double madeWh;
  double possibleWh;
  double worstHeldBackS;
  double worstOverS;
  double worstIdleS;

  private final double beginS;
  private final double endS;
  private final Timeline timeline = new Timeline();
  private final Timeline.Actor nature = new Timeline.Actor();
  private final Grid grid;
  private final PvInverter pv;
  private final Load house;
  private final PccMeter meter;
  private final Plant plant;
  private final List<DeviceUnit> units = new ArrayList<>();
  private final Site site;
  private double heldBackS;
  private double overS;
  private double idleS;
  private long told;
  private double decidedW = Double.NaN;

  /** A cap on what the site feeds in, while it is in force. */
  private final class FeedIn implements ControlMode<FeedIn.Config, FeedIn.State> {
    record Config(double mostW) {}

    record State(long steps) {}

    @Override
    public String id() {
      return "feed-in";
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
      return new Config(CAP_W);
    }

    @Override
    public State initial(Config config) {
      return new State(0);
    }

    @Override
    public Step<State> step(Config config, View view, State state) {
      Interval most = new Interval(Double.NEGATIVE_INFINITY, config.mostW());
      Ask ask = Ask.within(view.node(), Points.ACTIVE_POWER_W, most, "the cap on what is fed in");
      State next = new State(state.steps() + 1);
      return new Step<>(next, isCapped(nowS()) ? List.of(ask) : List.of());
    }
  }

  /** That part of the day, in hours. */
  RoofDay(Path home, double begin, double end) throws IOException {
    beginS = begin * 3600;
    endS = end * 3600;
    grid = new Grid(7, beginS);
    CarriedProfiles profiles = new CarriedProfiles();
    pv =
        new PvInverter(
            "pv1",
            new PvInverter.Data(RATED_W, 0.1, 20, 60),
            List.of(facing(9.5), facing(12.5), facing(15.5)),
            grid);
    house = new Load("house", Replay.constant(600), grid, 1);
    meter = new PccMeter("pcc", List.of(pv, house), grid, 2);
    plant = new Plant(grid, List.of(pv, house, meter), 1);
    SunSpecPv roof =
        new SunSpecPv(
            SunSpecPv.MODELS.stream().flatMap(id -> profiles.sunSpecModel(id).stream()).toList(),
            3);
    Duration update = Duration.ofMillis(100);
    DeviceUnit inverter = new DeviceUnit(plant, pv, roof.profile(), update, roof.words());
    DeviceUnit pcc =
        new DeviceUnit(
            plant, meter, profiles.find("busbar.meter").orElseThrow(), update, FixedWords.NONE);
    units.addAll(List.of(inverter, pcc));
    Map<Integer, Map<Integer, ShownUnit>> ports =
        Map.of(
            1, Map.of(1, new ShownUnit("pcc", pcc, _ -> {})),
            2, Map.of(1, new ShownUnit("pv1", inverter, _ -> {})));
    Path file = home.resolve("site.yaml");
    Files.writeString(
        file,
        """
        busbar: site/1
        site: roof
        cycle: 1 s
        connections:
          c1: {transport: modbus-tcp, host: 127.0.0.1, port: 1}
          c2: {transport: modbus-tcp, host: 127.0.0.1, port: 2}
        devices:
          pcc: {profile: busbar.meter, connection: c1, unit: 1, options: {poll-fast: 1 s}}
          pv1: {profile: sunspec, connection: c2, unit: 1, options: {nature: pv, rated-power: 10 kW},
            consent: {control: {by: test, on: 2026-11-22, why: simulated}}}
        tree: {meter: pcc, children: [pv1]}
        modes:
          feed-in: {node: roof, level: grid-obligation}
        """);
    Timeline.Actor net = new Timeline.Actor();
    VirtualNet transport = new VirtualNet(timeline, net, ports, this::wrote);
    Kernel.Parts parts =
        new Kernel.Parts(timeline, profiles.driver(), List.of(new FeedIn()), file, home);
    site = new SteppedKernel(parts, net, transport, Kernel.Grain.COARSE).site();
    site.listen((_, _, decision) -> decided(decision));
    timeline.after(nature, 0, this::step);
  }

  /** Sun on a roof that has it best at that hour, with light from everywhere, and clouds. */
  private static Replay facing(double bestHour) {
    return (begin, end) -> {
      double hour = (begin + end) / 7200;
      double height = Math.max(0, Math.sin(Math.PI * (hour - 5.5) / 14));
      double angle = Math.cos(Math.PI * (hour - bestHour) / 13);
      double minute = hour * 60;
      boolean cloud = minute % 47 > 40 || minute % 31 > 29;
      double direct = cloud ? 0.1 : 1;
      return 3_400 * height * (0.12 + 0.88 * direct * Math.max(0, angle));
    };
  }

  private static boolean isCapped(double atS) {
    return atS >= CAP_FROM_S && atS < CAP_TO_S;
  }

  private double nowS() {
    return beginS + timeline.clock().elapsed() / 1e9;
  }

  private void decided(Decision decision) {
    decidedW =
        decision.outcomes().stream()
            .filter(o -> o.node().equals(PV) && o.quantity().equals(Points.ACTIVE_POWER_W))
            .mapToDouble(Decision.Outcome::value)
            .findFirst()
            .orElse(Double.NaN);
  }

  private int[] wrote(ShownUnit unit, int address, int[] words) {
    for (int i = 0; i < words.length; i++) {
      writes.merge(address + i, 1L, Long::sum);
      if (unit.id().equals("pv1") && address + i == LIMIT) {
        limitWrites++;
        // In tenths of a percent, rounded towards zero.
        double writtenW = words[i] / 1000.0 * RATED_W;
        if (!(writtenW > Math.min(decidedW, RATED_W) - RATED_W / 1000)) {
          tooLow.add("%.0f s: %.0f W of %.0f W".formatted(nowS(), writtenW, decidedW));
        }
      } else if (!unit.id().equals("pv1") || address + i != TIMER && address + i != ENABLE) {
        wrongWrites.add(unit.id() + " " + (address + i));
      }
    }
    return words;
  }

  private void step() {
    timeline.after(nature, STEP_MS * 1_000_000, this::step);
    double atS = nowS();
    pv.breakString(2, atS >= BROKEN_S && atS < MENDED_S);
    boolean cooks = atS >= 12 * 3600 && atS < 12.5 * 3600;
    house.stepW(cooks ? 4_000 : 0);
    plant.step(STEP_MS / 1000.0);
    units.forEach(unit -> unit.step(STEP_MS / 1000.0));
    if (site.status().state() == SiteState.RUNNING) {
      look(atS);
    }
    for (Event event : site.events(told, 100)) {
      told = event.sequence();
      if (event.kind().startsWith("pv-string")) {
        advice.add(new Told(atS, event));
      }
    }
  }

  private void look(double atS) {
    double made = pv.value(Points.ACTIVE_POWER_W, 0);
    double fedIn = -meter.value(Points.ACTIVE_POWER_W, 0);
    double taken = made - fedIn;
    double most = isCapped(atS) ? CAP_W + taken : RATED_W;
    double possible = Math.min(pv.availableW(), most);
    madeWh += made / 3600;
    possibleWh += possible / 3600;
    heldBackS = made < possible - NEAR_W ? heldBackS + 1 : 0;
    worstHeldBackS = Math.max(worstHeldBackS, heldBackS);
    overS = isCapped(atS) && fedIn > CAP_W + NEAR_W ? overS + 1 : 0;
    worstOverS = Math.max(worstOverS, overS);
    double sum = 0;
    for (int string = 1; string <= 3; string++) {
      Address address = new Address(PV, Points.DC_POWER_W, string);
      sum += site.snapshot().value(address);
    }
    double acW = site.snapshot().value(PV, Points.ACTIVE_POWER_W);
    double firstW = site.snapshot().value(new Address(PV, Points.DC_POWER_W, 1));
    idleS = firstW < 1 && made > 0.25 * RATED_W ? idleS + 1 : 0;
    worstIdleS = Math.max(worstIdleS, idleS);
    if (Double.isFinite(sum)) {
      looks++;
      worstStringErrorW = Math.max(worstStringErrorW, Math.abs(sum * EFFICIENCY - acW));
    }
  }

  static String head(Told told) {
    return told.event().severity() + " " + told.event().source();
  }

  /** Brings it to RUNNING as a person would, and lets the day pass. */
  void run() {
    for (int i = 0; i < 60 && site.status().state() != SiteState.RUNNING; i++) {
      timeline.runUntil(timeline.clock().elapsed() + 1_000_000_000L);
      Answer answer = site.request(SiteState.RUNNING, "test", "a day");
      if (i == 59) {
        throw new AssertionError(answer + " " + site.status());
      }
    }
    timeline.runUntil((long) ((endS - beginS) * 1e9));
  }

  String report() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%.1f kWh made of %.1f kWh that sun and cap allowed (%.2f %%); longest below it %.0f s,"
                + " longest above the cap %.0f s%nfirst string at rest by the cap for %.0f s%n%d looks at three strings, their sum at most"
                + " %.1f W from the AC power%nwrites by register (limit %d, timer %d, enable %d):"
                + " %s%n",
            madeWh / 1000,
            possibleWh / 1000,
            100 * madeWh / possibleWh,
            worstHeldBackS,
            worstOverS,
            worstIdleS,
            looks,
            worstStringErrorW,
            LIMIT,
            TIMER,
            ENABLE,
            writes));
    for (Told each : advice) {
      text.append(
          String.format(
              Locale.ROOT,
              "%.2f h %s%n",
              each.atS() / 3600,
              head(each) + " " + each.event().text()));
    }
    return text.toString();
  }
}
