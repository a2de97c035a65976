package org.busbar.runtime.campaign;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.Profiles;
import org.busbar.sim.plant.Battery;
import org.busbar.sim.plant.DcLink;
import org.busbar.sim.plant.Grid;
import org.busbar.sim.plant.HourShape;
import org.busbar.sim.plant.HourlyEnergy;
import org.busbar.sim.plant.InputModule;
import org.busbar.sim.plant.Load;
import org.busbar.sim.plant.OcvCurve;
import org.busbar.sim.plant.PccMeter;
import org.busbar.sim.plant.Plant;
import org.busbar.sim.plant.PvInverter;
import org.busbar.sim.plant.Relay;
import org.busbar.sim.plant.SimDevice;
import org.busbar.sim.served.DeviceUnit;
import org.busbar.sim.served.FixedWords;

/**
 * The plant of the campaign: house, sun, two batteries, one behind contactors, and a meter, and the
 * site.yaml for it.
 */
final class Yard {
  static final String METER = "pcc";
  static final String BATTERY = "bat1";
  static final String CHARGED = "bat2";

  /** Port of the yard behind which the first battery answers. */
  static final int BATTERY_PORT = 3;

  static final String INPUTS = "io1";

  /** Auxiliary contacts, and a smoke detector. */
  static final String CONTACTS = "io2";

  /** Relays of the contactors of the second battery: negative, pre-charge, positive. */
  static final List<String> RELAYS = List.of("k1", "k2", "k3");

  static final double RATED_W = 10_000;
  static final double LIMIT_W = 9_000;
  static final double SOC_MIN_PCT = 10;
  static final double SOC_MAX_PCT = 95;

  /** With longer steps a battery would fall back to its release between two of them. */
  static final long LONG_STEP_MS = 10_000;

  private static final double TIMER_S = 10;

  /** With longer steps nothing can be pre-charged: the second battery is joined for good then. */
  private static final long SHORT_STEP_MS = 1_000;

  /** What the contactors are rated for. */
  static final double CONTACTOR_A = 20;

  private static final int CELLS = 16;
  private static final int CELLS_BEHIND_CONTACTORS = 128;

  /** What describes a device, and where it answers. */
  private record Place(String profile, int port, int unit) {}

  private static final Map<String, Place> PLACES =
      Map.ofEntries(
          Map.entry(METER, new Place("busbar.meter", 1, 1)),
          Map.entry("load1", new Place("busbar.meter", 1, 2)),
          Map.entry("pv1", new Place("busbar.pv-inverter", 2, 1)),
          Map.entry(BATTERY, new Place("busbar.battery-inverter", BATTERY_PORT, 1)),
          Map.entry(CHARGED, new Place("busbar.battery-inverter", 4, 1)),
          Map.entry(INPUTS, new Place("busbar.input-module", 5, 1)),
          Map.entry(CONTACTS, new Place("busbar.input-module", 5, 2)),
          Map.entry("k1", new Place("busbar.relay", 6, 1)),
          Map.entry("k2", new Place("busbar.relay", 6, 2)),
          Map.entry("k3", new Place("busbar.relay", 6, 3)),
          Map.entry("dc1", new Place("busbar.dc-meter", 6, 4)));

  private static final String CONTACTORS =
      """
      {negative: k1, pre-charge: k2, positive: k3, bus: dc1/dcVoltageV, pack: dc1/dcVoltageV.1,
          strings: [dc1/dcVoltageV.2], current: bat2/dcCurrentA, insulation: dc1/insulationOhm,
          rated-current: %.0f A, feedback-within: 2500 ms,
          feedback: {negative: io2/switchOn.1, pre-charge: io2/switchOn.2, positive: io2/switchOn.3}}\
      """
          .formatted(CONTACTOR_A);

  private static final String TREE =
      """
      tree:
        meter: pcc
        children:
          - load1
          - pv1
          - group: storage
            children: [bat1]
          - bat2
          - io1
      emergency:
        categories: {smoke: 1}
        inputs:
          stop: {channels: [io1/switchOn.1, io1/switchOn.2]}
          gas: {channels: [io1/switchOn.3], kind: off-gas}
          insulation: {channels: [io1/switchOn.4], kind: insulation}
      """;

  private static final String SMOKE = "    smoke: {channels: [io2/switchOn.4], kind: smoke}\n";

  private static final String REST =
      """
      limits:
        bat1:
          stateOfChargePct: {min: 10 %, max: 95 %}
          activePowerW: {min: -9 kW, max: 9 kW}
        bat2:
          stateOfChargePct: {min: 10 %, max: 95 %}
          activePowerW: {min: -3 kW, max: 0 W}
      modes:
        self-consumption: {node: storage, level: economic, config: {target-w: 0 W}}
        probe: {node: bat2, level: economic}
      """;

  private final Plant plant;
  private final Optional<DcLink> link;
  private final Map<String, ShownUnit> units = new LinkedHashMap<>();

  /**
   * A plant at midnight.
   *
   * @param stepMs cycle and period of every poll
   * @param wire hears of writes at the devices
   */
  Yard(long seed, long stepMs, Profiles profiles, ShownUnit.Wire wire) {
    Grid grid = new Grid(seed, 0);
    HourlyEnergy energies = energies();
    List<SimDevice> devices = new ArrayList<>();
    devices.add(
        new Load(
            "load1",
            new HourShape(energies.loadWh(), HourShape.Texture.APPLIANCES, seed + 1),
            grid,
            seed + 1));
    devices.add(
        new PvInverter(
            "pv1",
            new PvInverter.Data(5_000, 0.1, 20, 60),
            new HourShape(energies.pvWh(), HourShape.Texture.CLOUDS, seed + 2),
            grid));
    devices.add(battery(BATTERY, CELLS, grid));
    Battery behind = battery(CHARGED, CELLS_BEHIND_CONTACTORS, grid);
    devices.add(behind);
    devices.add(new InputModule(INPUTS, 4, grid));
    link = hasContactors(stepMs) ? Optional.of(link(behind, devices, grid)) : Optional.empty();
    devices.add(new PccMeter(METER, devices, grid, seed + 3));
    plant = new Plant(grid, devices, 1);
    for (SimDevice device : devices) {
      Profile profile = profiles.find(place(device.id()).profile()).orElseThrow();
      DeviceUnit unit =
          new DeviceUnit(plant, device, profile, Duration.ofMillis(100), FixedWords.NONE);
      units.put(device.id(), new ShownUnit(device.id(), unit, wire));
    }
  }

  private static Battery battery(String id, int cells, Grid grid) {
    return new Battery(
        id,
        new Battery.Data(10_000, RATED_W, 50, 0.965, 12, 0.06, 0.25, 10, OcvCurve.LFP, cells),
        grid);
  }

  /** Puts the contactors of a battery among the devices. */
  private static DcLink link(Battery battery, List<SimDevice> devices, Grid grid) {
    List<Relay> relays = RELAYS.stream().map(id -> new Relay(id, TIMER_S, grid)).toList();
    InputModule contacts = new InputModule(CONTACTS, 4, grid);
    DcLink link = new DcLink("dc1", battery, relays, contacts, grid);
    devices.addAll(relays);
    devices.add(link);
    devices.add(contacts);
    return link;
  }

  private static Place place(String id) {
    return Objects.requireNonNull(PLACES.get(id));
  }

  private static HourlyEnergy energies() {
    try (InputStream in = Plant.class.getResourceAsStream("/org/busbar/sim/fontana-week.txt")) {
      if (in == null) {
        throw new IOException("the measured week is not carried by the simulator");
      }
      return HourlyEnergy.read(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The profiles of its devices. */
  static Collection<String> profiles() {
    return new TreeSet<>(PLACES.values().stream().map(Place::profile).toList());
  }

  /** The batteries' own timer, for steps of that length. */
  static double timerS(long stepMs) {
    return stepMs > LONG_STEP_MS ? 3 * stepMs / 1000.0 : TIMER_S;
  }

  /** Whether the second battery is behind contactors. */
  static boolean hasContactors(long stepMs) {
    return stepMs <= SHORT_STEP_MS;
  }

  /** The contactors of the second battery, where it has any. */
  Optional<DcLink> link() {
    return link;
  }

  /** Lets time pass in plant and registers. */
  void step(double dtS) {
    plant.step(dtS);
    units.values().forEach(unit -> unit.unit().step(dtS));
  }

  ShownUnit unit(String id) {
    return units.get(id);
  }

  Iterable<ShownUnit> units() {
    return units.values();
  }

  Battery battery(String id) {
    return (Battery) units.get(id).unit().device();
  }

  /** Who answers behind which port, by unit id. */
  Map<Integer, Map<Integer, ShownUnit>> ports() {
    Map<Integer, Map<Integer, ShownUnit>> ports = new TreeMap<>();
    units.forEach(
        (id, unit) ->
            ports
                .computeIfAbsent(place(id).port(), _ -> new TreeMap<>())
                .put(place(id).unit(), unit));
    return ports;
  }

  /** The same site with the first battery on a serial line. */
  static String serial(String site, String path) {
    return site.replaceAll(
        "c%d: \\{transport: modbus-tcp, host: 127.0.0.1, port: \\d+".formatted(BATTERY_PORT),
        "c%d: {transport: modbus-rtu, serial-port: %s, baud: 115200".formatted(BATTERY_PORT, path));
  }

  /** Ages are counted in seconds by default, which coarse steps would overrun. */
  private static String protection(String id, long stepMs) {
    String ages = stepMs > 1_000 ? ", cell-age: 5 min, current-age: 5 min" : "";
    return switch (id) {
      case BATTERY ->
          ", chemistry: lfp, protection: {charge-current: 120 A, discharge-current: 240 A%s}"
              .formatted(ages);
      case CHARGED ->
          ", chemistry: lfp, protection: {charge-current: 120 A%s}%s"
              .formatted(ages, hasContactors(stepMs) ? ",\n    contactors: " + CONTACTORS : "");
      default -> "";
    };
  }

  /**
   * The site for this plant.
   *
   * @param stepMs cycle and period of every poll
   * @param ports where each of the five ports really is
   */
  static String site(String name, long stepMs, Map<Integer, Integer> ports) {
    String polls =
        "{poll-fast: %d ms, poll-normal: %d ms, poll-slow: %d ms}"
            .formatted(stepMs, stepMs, 10 * stepMs);
    StringBuilder text =
        new StringBuilder("busbar: site/1\nsite: %s\n".formatted(name))
            .append("cycle: %d ms\nconnections:\n".formatted(stepMs));
    List<String> devices =
        new ArrayList<>(List.of(METER, "load1", "pv1", BATTERY, CHARGED, INPUTS));
    if (hasContactors(stepMs)) {
      devices.addAll(RELAYS);
      devices.addAll(List.of("dc1", CONTACTS));
    }
    for (int port : new TreeSet<>(devices.stream().map(id -> place(id).port()).toList())) {
      text.append("  c%d: {transport: modbus-tcp, host: 127.0.0.1, ".formatted(port))
          .append("port: %d, timeout: 400 ms}\n".formatted(ports.getOrDefault(port, port)));
    }
    text.append("devices:\n");
    for (String id : devices) {
      Place place = place(id);
      text.append("  %s: {profile: %s, ".formatted(id, place.profile()))
          .append("connection: c%d, unit: %d, ".formatted(place.port(), place.unit()))
          .append(
              "consent: {control: {by: campaign, on: 2026-11-21, why: simulated}},"
                  + " options: %s%s}\n".formatted(polls, protection(id, stepMs)));
    }
    return text.append(TREE).append(hasContactors(stepMs) ? SMOKE : "").append(REST).toString();
  }
}
