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
import java.util.TreeMap;
import java.util.TreeSet;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.Profiles;
import org.busbar.sim.plant.Battery;
import org.busbar.sim.plant.Grid;
import org.busbar.sim.plant.HourShape;
import org.busbar.sim.plant.HourlyEnergy;
import org.busbar.sim.plant.InputModule;
import org.busbar.sim.plant.Load;
import org.busbar.sim.plant.OcvCurve;
import org.busbar.sim.plant.PccMeter;
import org.busbar.sim.plant.Plant;
import org.busbar.sim.plant.PvInverter;
import org.busbar.sim.plant.SimDevice;
import org.busbar.sim.served.DeviceUnit;
import org.busbar.sim.served.FixedWords;

/** The plant of the campaign: house, sun, two batteries and a meter, and the site.yaml for it. */
final class Yard {
  static final String METER = "pcc";
  static final String BATTERY = "bat1";
  static final String CHARGED = "bat2";
  static final String INPUTS = "io1";
  static final double RATED_W = 10_000;
  static final double LIMIT_W = 9_000;
  static final double SOC_MIN_PCT = 10;
  static final double SOC_MAX_PCT = 95;

  /** With longer steps a battery would fall back to its release between two of them. */
  static final long LONG_STEP_MS = 10_000;

  private static final double TIMER_S = 10;

  private static final Map<String, Integer> PORTS =
      Map.of(METER, 1, "load1", 1, "pv1", 2, BATTERY, 3, CHARGED, 4, INPUTS, 5);
  private static final Map<String, String> PROFILES =
      Map.of(
          METER,
          "busbar.meter",
          "load1",
          "busbar.meter",
          "pv1",
          "busbar.pv-inverter",
          BATTERY,
          "busbar.battery-inverter",
          CHARGED,
          "busbar.battery-inverter",
          INPUTS,
          "busbar.input-module");

  private static final int PORTS_IN_ALL = 5;
  private final Plant plant;
  private final Map<String, ShownUnit> units = new LinkedHashMap<>();

  /**
   * A plant at midnight.
   *
   * @param wire hears of writes at the devices
   */
  Yard(long seed, Profiles profiles, ShownUnit.Wire wire) {
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
    devices.add(battery(BATTERY, grid));
    devices.add(battery(CHARGED, grid));
    devices.add(new InputModule(INPUTS, 4, grid));
    devices.add(new PccMeter(METER, devices, grid, seed + 3));
    plant = new Plant(grid, devices, 1);
    for (SimDevice device : devices) {
      Profile profile = profiles.find(PROFILES.get(device.id())).orElseThrow();
      DeviceUnit unit =
          new DeviceUnit(plant, device, profile, Duration.ofMillis(100), FixedWords.NONE);
      units.put(device.id(), new ShownUnit(device.id(), unit, wire));
    }
  }

  private static Battery battery(String id, Grid grid) {
    return new Battery(
        id,
        new Battery.Data(10_000, RATED_W, 50, 0.965, 12, 0.06, 0.25, 10, OcvCurve.LFP, 16),
        grid);
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
    return new TreeSet<>(PROFILES.values());
  }

  /** The batteries' own timer, for steps of that length. */
  static double timerS(long stepMs) {
    return stepMs > LONG_STEP_MS ? 3 * stepMs / 1000.0 : TIMER_S;
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
            ports.computeIfAbsent(PORTS.get(id), _ -> new TreeMap<>()).put(unitId(id), unit));
    return ports;
  }

  /** Ages are counted in seconds by default, which coarse steps would overrun. */
  private static String protection(String id, long stepMs) {
    String ages = stepMs > 1_000 ? ", cell-age: 5 min, current-age: 5 min" : "";
    return switch (id) {
      case BATTERY ->
          ", chemistry: lfp, protection: {charge-current: 120 A, discharge-current: 240 A%s}"
              .formatted(ages);
      case CHARGED -> ", chemistry: lfp, protection: {charge-current: 120 A%s}".formatted(ages);
      default -> "";
    };
  }

  private static int unitId(String id) {
    return id.equals("load1") ? 2 : 1;
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
    for (int port = 1; port <= PORTS_IN_ALL; port++) {
      text.append("  c%d: {transport: modbus-tcp, host: 127.0.0.1, ".formatted(port))
          .append("port: %d, timeout: 400 ms}\n".formatted(ports.getOrDefault(port, port)));
    }
    text.append("devices:\n");
    for (String id : List.of(METER, "load1", "pv1", BATTERY, CHARGED, INPUTS)) {
      text.append("  %s: {profile: %s, ".formatted(id, PROFILES.get(id)))
          .append("connection: c%d, unit: %d, ".formatted(PORTS.get(id), unitId(id)))
          .append(
              "consent: {control: {by: campaign, on: 2026-11-21, why: simulated}},"
                  + " options: %s%s}\n".formatted(polls, protection(id, stepMs)));
    }
    return text.append(
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
              inputs:
                stop: {channels: [io1/switchOn.1, io1/switchOn.2]}
                gas: {channels: [io1/switchOn.3], kind: off-gas}
                insulation: {channels: [io1/switchOn.4], kind: insulation}
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
            """)
        .toString();
  }
}
