package org.busbar.safety;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.Writable;
import org.busbar.api.safety.Allowed;
import org.busbar.api.site.ProtectionConfig;
import org.busbar.api.site.ProtectionConfig.Vote;
import org.busbar.api.site.ProtectionConfig.Written;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeDevice;
import org.busbar.testkit.api.FakeWritable;
import org.jspecify.annotations.Nullable;

/** A battery under protection on a bench, with a battery management system where one is wanted. */
final class BatteryRig {
  static final NodeId BAT = new NodeId(Rig.BAT);
  static final NodeId BMS = new NodeId("bms1");
  static final Address POWER = Address.of(BAT, Points.ACTIVE_POWER_W);

  /** What its inverter measures. */
  static final Set<Point> USUAL =
      Set.of(
          Points.ACTIVE_POWER_W,
          Points.STATE_OF_CHARGE_PCT,
          Points.CELL_VOLTAGE_MIN_V,
          Points.CELL_VOLTAGE_MAX_V,
          Points.CELL_TEMPERATURE_MIN_C,
          Points.CELL_TEMPERATURE_MAX_C,
          Points.DC_VOLTAGE_V,
          Points.DC_CURRENT_A);

  final Rig rig = new Rig();
  private final Map<Address, Double> values = new LinkedHashMap<>();
  private final Map<String, Written> overrides = new LinkedHashMap<>();
  private final List<Vote> votes = new ArrayList<>();
  private final Map<Address, Interval> declared = new HashMap<>();
  private final @Nullable String chemistry;
  private Optional<NodeId> bms = Optional.empty();
  private List<Writable> writables = List.of(Rig.power());

  /** A battery of a chemistry, or of none that is known. */
  BatteryRig(@Nullable String chemistry) {
    this.chemistry = chemistry;
    USUAL.forEach(point -> measures(BAT, point, 0));
  }

  BatteryRig set(String key, String text) {
    overrides.put(key, new Written(text, "site.yaml:7"));
    return this;
  }

  BatteryRig vote(Point point, ProtectionConfig.Rule rule, Address... members) {
    votes.add(new Vote(point, List.of(members), rule, "site.yaml:8"));
    return this;
  }

  BatteryRig bms(Point... points) {
    bms = Optional.of(BMS);
    for (Point point : points) {
      measures(BMS, point, 0);
    }
    return this;
  }

  /** Writes active and reactive power within one capability. */
  BatteryRig apparent(double ratedVa) {
    Interval both = new Interval(-ratedVa, ratedVa);
    writables =
        List.of(
            FakeWritable.rated(Rig.power(), ratedVa),
            FakeWritable.rated(FakeWritable.of(Rig.BAT, Points.REACTIVE_POWER_VAR, both), ratedVa));
    return measures(BAT, Points.REACTIVE_POWER_VAR, 0);
  }

  /** Takes a range of power of its own. */
  BatteryRig takes(double leastW, double mostW) {
    Interval range = new Interval(leastW, mostW);
    writables = List.of(FakeWritable.of(Rig.BAT, Points.ACTIVE_POWER_W, range));
    return this;
  }

  /** A limit that a device declares itself. */
  BatteryRig declares(NodeId device, Point point, Interval limit) {
    declared.put(Address.of(device, point), limit);
    return this;
  }

  private Map<Address, Interval> declaredOf(NodeId node) {
    Map<Address, Interval> own = new HashMap<>(declared);
    own.keySet().removeIf(address -> !address.node().equals(node));
    return own;
  }

  /** One more value that a device delivers, with a harmless value. */
  BatteryRig measures(NodeId device, Point point, int index) {
    values.put(new Address(device, point, index), harmless(point));
    return this;
  }

  static double harmless(Point point) {
    return switch (point.id()) {
      case "stateOfChargePct", "stateOfChargeEstimatePct" -> 50;
      case "cellTemperatureMinC", "cellTemperatureMaxC", "cellTemperatureC", "temperatureC" -> 25;
      case "cellVoltageMinV", "cellVoltageMaxV", "cellVoltageV" -> 3.35;
      case "dcVoltageV" -> 400;
      case "chargePowerMaxW", "dischargePowerMaxW" -> 1e6;
      case "chargeCurrentMaxA", "dischargeCurrentMaxA" -> 1000;
      case "chargeVoltageMaxV" -> 1000;
      case "insulationOhm" -> 1e6;
      case "energyCapacityWh" -> 1e6;
      default -> 0;
    };
  }

  /** Opens and starts it, with harmless values. */
  SiteField running(Path home) {
    Map<NodeId, Map<Address, Duration>> points = new LinkedHashMap<>();
    values
        .keySet()
        .forEach(
            a ->
                points
                    .computeIfAbsent(a.node(), _ -> new HashMap<>())
                    .put(a, Duration.ofSeconds(1)));
    points.forEach(
        (node, all) ->
            rig.with(
                new DeviceDeclaration(
                    node,
                    "Fake",
                    Map.of(
                        node, node.equals(BMS) ? "bms" : node.equals(BAT) ? "battery" : "sensor"),
                    all,
                    Map.of(),
                    node.equals(BAT) ? writables : List.of(),
                    declaredOf(node),
                    Duration.ofSeconds(1),
                    Maturity.SIMULATED)));
    rig.protect(
        new ProtectionConfig(
            BAT, Optional.ofNullable(chemistry), bms, overrides, votes, "site.yaml:6"));
    SiteField field = rig.open(home);
    deliver();
    rig.freeze();
    Rig.require(field.request(org.busbar.api.safety.SiteState.RUNNING, "test", "a test"));
    return field;
  }

  FakeDevice device(NodeId node) {
    return rig.driver.device(node.value());
  }

  BatteryRig value(NodeId node, Point point, double value) {
    return value(new Address(node, point, 0), value);
  }

  BatteryRig value(Address address, double value) {
    if (values.replace(address, value) == null) {
      throw new IllegalArgumentException(address + " is not measured");
    }
    return this;
  }

  /** Sets both ends of what the cells show. */
  BatteryRig cells(double voltageV, double temperatureC) {
    value(BAT, Points.CELL_VOLTAGE_MIN_V, voltageV);
    value(BAT, Points.CELL_VOLTAGE_MAX_V, voltageV);
    value(BAT, Points.CELL_TEMPERATURE_MIN_C, temperatureC);
    return value(BAT, Points.CELL_TEMPERATURE_MAX_C, temperatureC);
  }

  /** Delivers every value as it stands. */
  BatteryRig deliver() {
    values.forEach(this::deliver);
    return this;
  }

  /** Delivers every value of one device. */
  BatteryRig deliver(NodeId node) {
    values.forEach(
        (address, value) -> {
          if (address.node().equals(node)) {
            deliver(address, value);
          }
        });
    return this;
  }

  private void deliver(Address address, double value) {
    device(address.node()).delivers(rig.good(address, value));
  }

  /** Lets time pass with all values delivered each second and a setpoint wanted. */
  void run(int seconds, double powerW) {
    for (int i = 0; i < seconds; i++) {
      rig.advance(Duration.ofSeconds(1));
      deliver();
      deliver(POWER, values.get(POWER) + i % 2); // Nothing real stands quite still.
      rig.step(powerW);
      rig.tend();
      rig.watch();
    }
  }

  /** What may be asked of the battery now; the reason why nothing may where nothing may. */
  Optional<Allowed> allowed() {
    return Optional.ofNullable(rig.freeze().allowed().get(POWER));
  }

  Interval interval() {
    return allowed()
        .map(Allowed::interval)
        .orElse(new Interval(Double.MAX_VALUE, Double.MAX_VALUE));
  }
}
