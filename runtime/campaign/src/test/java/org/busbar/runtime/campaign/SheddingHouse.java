package org.busbar.runtime.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.busbar.api.control.Decision.Outcome;
import org.busbar.api.face.Site;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.Points;
import org.busbar.control.loadshedding.LoadShedding;
import org.busbar.core.mode.ModeTypes;
import org.busbar.profile.CarriedProfiles;
import org.busbar.profile.api.Profile;
import org.busbar.sim.plant.Grid;
import org.busbar.sim.plant.Load;
import org.busbar.sim.plant.PccMeter;
import org.busbar.sim.plant.Plant;
import org.busbar.sim.plant.Relay;
import org.busbar.sim.plant.Replay;
import org.busbar.sim.plant.SimDevice;
import org.busbar.sim.served.DeviceUnit;
import org.busbar.sim.served.Fault;
import org.busbar.sim.served.FixedWords;

/**
 * A house with four loads behind relays that the product controls over virtual Modbus: pool, sauna
 * and heater may be shed, the fridge may not. Relays of pool and heater break what they switch when
 * they are energised, those of sauna and fridge when they are not.
 */
final class SheddingHouse {
  static final double LOAD_W = 2_000;
  static final double FRIDGE_W = 200;
  private static final long STEP_MS = 500;
  private static final double TIMER_S = 10;
  private static final List<String> RELAYS = List.of("pool", "sauna", "heater", "fridge");
  private static final List<String> BREAKS_WHEN_ON = List.of("pool", "heater");

  private static final String SITE =
      """
      busbar: site/1
      site: house
      cycle: 500 ms
      connections:
        c1: {transport: modbus-tcp, host: 127.0.0.1, port: 1, timeout: 400 ms}
      devices:
        pcc: {profile: busbar.meter, connection: c1, unit: 1, options: %1$s}
        pool: {profile: busbar.relay, connection: c1, unit: 2, options: %1$s, consent: %2$s}
        sauna: {profile: busbar.relay, connection: c1, unit: 3, options: %1$s, consent: %2$s}
        heater: {profile: busbar.relay, connection: c1, unit: 4, options: %1$s, consent: %2$s}
        fridge: {profile: busbar.relay, connection: c1, unit: 5, options: %1$s, consent: %2$s}
      tree:
        meter: pcc
        children: [{group: sheddable, children: [pool, sauna, heater]}, fridge]
      modes:
        load-shedding:
          node: sheddable
          level: grid-obligation
          config: {limit-w: 10 kW, loads: "pool, sauna, heater", loads-w: "2 kW, 2 kW, 2 kW",
            energise-to-shed: "pool, heater", restore-delay: 20 s, min-on: 10 s, min-off: 30 s}
      """
          .formatted(
              "{poll-fast: 500 ms, poll-normal: 500 ms, poll-slow: 5 s}",
              "{control: {by: campaign, on: 2026-11-22, why: simulated}}");

  /** A load was switched, in truth. */
  record Event(double atS, String load, boolean off) {}

  /** Sees the house at each step of its nature. */
  interface Onlooker {
    /** It took so much until now; {@link #events} ends with what was switched just now. */
    void look(double atS, double importW);
  }

  final Site site;
  final List<Event> events = new ArrayList<>();
  final List<String> written = new ArrayList<>();
  private final Timeline timeline = new Timeline();
  private final Timeline.Actor nature = new Timeline.Actor();
  private final SteppedKernel kernel;
  private final Load rest;
  private final Map<String, Relay> relays = new LinkedHashMap<>();
  private final Map<String, Boolean> off = new LinkedHashMap<>();
  private final Map<String, ShownUnit> units = new LinkedHashMap<>();
  private final Plant plant;
  private double restW;
  private double importW;
  private Onlooker onlooker = (_, _) -> {};

  SheddingHouse(Path home) throws IOException {
    this(home, "sheddable");
  }

  /**
   * The house.
   *
   * @param node what the mode is assigned
   */
  SheddingHouse(Path home, String node) throws IOException {
    Grid grid = new Grid(1, 0);
    rest = new Load("rest", Replay.constant(0), grid, 1);
    List<SimDevice> devices = new ArrayList<>(List.of(rest));
    for (String id : RELAYS) {
      relays.put(id, new Relay(id, TIMER_S, grid));
      off.put(id, false);
    }
    devices.addAll(relays.values());
    SimDevice meter = new PccMeter("pcc", List.of(rest), grid, 2);
    devices.add(meter);
    plant = new Plant(grid, devices, 1);
    CarriedProfiles profiles = new CarriedProfiles();
    Map<Integer, ShownUnit> served = new TreeMap<>();
    served.put(1, unit(meter, profiles.find("busbar.meter").orElseThrow()));
    for (Relay relay : relays.values()) {
      served.put(served.size() + 1, unit(relay, profiles.find("busbar.relay").orElseThrow()));
    }
    Path file = Files.createDirectories(home).resolve("site.yaml");
    Files.writeString(file, SITE.replace("node: sheddable", "node: " + node));
    Timeline.Actor net = new Timeline.Actor();
    kernel =
        new SteppedKernel(
            new Kernel.Parts(timeline, profiles.driver(), List.of(new LoadShedding()), file, home),
            net,
            new VirtualNet(timeline, net, Map.of(1, served), (unit, address, words) -> words),
            Kernel.Grain.COARSE);
    site = kernel.site();
    timeline.after(nature, 0, this::step);
  }

  private ShownUnit unit(SimDevice device, Profile profile) {
    DeviceUnit unit =
        new DeviceUnit(plant, device, profile, Duration.ofMillis(100), FixedWords.NONE);
    ShownUnit shown = new ShownUnit(device.id(), unit, _ -> written.add(device.id()));
    units.put(device.id(), shown);
    return shown;
  }

  private boolean isOff(String load) {
    return relays.get(load).isOn() == BREAKS_WHEN_ON.contains(load);
  }

  private void step() {
    timeline.after(nature, STEP_MS * 1_000_000, this::step);
    relays.get("fridge").set(Points.SWITCH_ON, 1); // by a thermostat of its own
    double atS = timeline.clock().elapsed() / 1e9;
    double loadsW = 0;
    for (String load : RELAYS) {
      if (off.put(load, isOff(load)) != isOff(load)) {
        events.add(new Event(atS, load, isOff(load)));
      }
      loadsW += isOff(load) ? 0 : load.equals("fridge") ? FRIDGE_W : LOAD_W;
    }
    onlooker.look(atS, importW);
    importW = restW + loadsW;
    rest.stepW(-importW);
    plant.step(STEP_MS / 1e3);
    units.values().forEach(unit -> unit.unit().step(STEP_MS / 1e3));
  }

  /** Lets time pass while all else takes so much. */
  SheddingHouse run(double seconds, double powerW) {
    restW = powerW;
    timeline.runUntil(timeline.clock().elapsed() + (long) (seconds * 1e9));
    return this;
  }

  SheddingHouse watchedBy(Onlooker watching) {
    onlooker = watching;
    return this;
  }

  SheddingHouse started() {
    for (int i = 0; i < 60; i++) {
      run(1, 0);
      if (site.request(SiteState.RUNNING, "test", "a test") instanceof Answer.Done) {
        return this;
      }
    }
    throw new AssertionError("not started: " + site.status());
  }

  List<String> off() {
    return RELAYS.stream().filter(this::isOff).toList();
  }

  /** What was decided for a load, and why. */
  Outcome outcome(String load) {
    return site.decision().orElseThrow().outcomes().stream()
        .filter(outcome -> outcome.node().value().equals(load))
        .findFirst()
        .orElseThrow();
  }

  ModeTypes types() {
    return kernel.types();
  }

  /** A device does not answer any more. */
  void silence(String device) {
    units.get(device).unit().fault(Fault.SILENT);
  }
}
