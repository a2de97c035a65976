package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.Writable;
import org.busbar.api.safety.Allowed;
import org.busbar.api.site.LimitConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;

/** Which limit holds for which power of a device of 5 kW, and how it is said. */
class RulesTest {
  private static final Interval ALL = new Interval(-5000, 5000);
  private static final Rules.Rule NONE = (values, range) -> {};

  private final Map<Address, Double> values = new HashMap<>();
  private final Map<Address, Duration> points = new HashMap<>();
  private String nature = "battery";
  private String writes = "bat1";

  private static Address at(String node, Point point, int index) {
    return new Address(new NodeId(node), point, index);
  }

  private static Address at(String node, Point point) {
    return at(node, point, 0);
  }

  private static Limit clamps(Address address, double min, double max) {
    return new Limit(address, new Interval(min, max), false);
  }

  private RulesTest measures(Address address, double value) {
    points.put(address, Duration.ofSeconds(1));
    values.put(address, value);
    return this;
  }

  private DeviceDeclaration declared(Writable writable) {
    return new DeviceDeclaration(
        new NodeId("bat1"),
        "Fake",
        Map.of(new NodeId(writes), nature),
        points,
        Map.of(),
        List.of(writable),
        Map.of(),
        Duration.ofSeconds(1),
        Maturity.SIMULATED);
  }

  private Verdict verdict(Limit... limits) {
    Writable writable = FakeWritable.power(writes);
    return new Bounds(declared(writable), writable, List.of(limits))
        .verdict(address -> values.getOrDefault(address, Double.NaN), 0, NONE);
  }

  private Allowed allowed(Limit... limits) {
    return verdict(limits).allowed();
  }

  @Test
  void aLimitOfADeviceHoldsForItsTerminalsAndOneOfATerminalForTheDevice() {
    Limit device = clamps(at("bat1", Points.CELL_VOLTAGE_MIN_V), 2.9, 3.6);
    Limit terminal = clamps(at("bat1.dc", Points.CELL_VOLTAGE_MIN_V), 2.9, 3.6);
    measures(device.address(), 2.8).measures(terminal.address(), 2.8);
    for (Limit limit : List.of(device, terminal)) {
      assertEquals(0, allowed(limit).interval().max());
    }
    writes = "bat1.dc";
    assertEquals(0, allowed(device).interval().max());
    assertEquals(0, allowed(terminal).interval().max());
    writes = "bat1.ac";
    assertEquals(0, allowed(device).interval().max());
    assertEquals(ALL, allowed(terminal).interval(), "one terminal is not another");
  }

  @Test
  void whateverTripsHasToBeKnownAndWhatOnlyClampsSomethingElseHasNot() {
    Address voltage = at("bat1", Points.VOLTAGE_LN_V, 1);
    String missing = "there is no fresh value of bat1/voltageLnV.1";
    assertEquals(missing, verdict(new Limit(voltage, new Interval(180, 260), true)).obstacle());
    assertEquals(ALL, allowed(clamps(voltage, 180, 260)).interval());
    assertEquals(ALL, allowed(clamps(at("bat1", Points.REACTIVE_POWER_VAR), -1, 1)).interval());
  }

  @Test
  void whatIsStoredLimitsWhoStoresIt() {
    Limit charge = clamps(at("bat1", Points.STATE_OF_CHARGE_PCT), 10, 90);
    Limit voltage = clamps(at("bat1", Points.DC_VOLTAGE_V), 40, 60);
    measures(charge.address(), 90).measures(voltage.address(), 40);
    assertEquals(new Interval(0, 5000), allowed(charge).interval());
    assertEquals(new Interval(-5000, 0), allowed(voltage).interval());
    nature = "charger";
    assertEquals(new Interval(0, 5000), allowed(charge).interval());
    assertEquals(ALL, allowed(voltage).interval(), "that of its bus is no charge");
    writes = "bat1.ac";
    assertEquals(ALL, allowed(charge).interval(), "another terminal's");
  }

  @Test
  void aColdBatteryIsNotChargedAndAColdInverterDoesNothing() {
    Limit cold = clamps(at("bat1", Points.TEMPERATURE_C), 0, 55);
    measures(cold.address(), 0);
    Allowed battery = allowed(cold);
    assertEquals(new Interval(0, 5000), battery.interval());
    assertEquals(
        "charge limited to 0 W: temperature 0 degC at the limit 0 degC", battery.lowerReason());
    nature = "pv";
    Allowed inverter = allowed(cold);
    assertEquals(Interval.ZERO, inverter.interval());
    assertEquals(
        "absorbed power limited to 0 W: temperature 0 degC at the limit 0 degC",
        inverter.lowerReason());
    assertEquals(
        "injected power limited to 0 W: temperature 0 degC at the limit 0 degC",
        inverter.upperReason());
    measures(cold.address(), 55);
    nature = "charger";
    assertEquals(
        "discharge limited to 0 W: temperature 55 degC at the limit 55 degC",
        allowed(cold).upperReason());
    measures(cold.address(), 54.9);
    assertEquals(ALL, allowed(cold).interval());
  }

  @Test
  void aDirectCurrentIsCarriedByItsOwnVoltage() {
    Limit current = clamps(at("bat1", Points.DC_CURRENT_A, 2), -5, 10);
    measures(at("bat1", Points.DC_VOLTAGE_V, 2), 100);
    Allowed carried = allowed(current);
    assertEquals(new Interval(-500, 1000), carried.interval());
    assertEquals("charge limited to 500 W: current limit of 5 A", carried.lowerReason());
    assertEquals("discharge limited to 1000 W: current limit of 10 A", carried.upperReason());
    nature = "pv";
    assertEquals(new Interval(-500, 1000), allowed(current).interval());
    writes = "bat1.ac";
    assertEquals(ALL, allowed(current).interval(), "that of another terminal");
    nature = "battery";
    assertEquals(new Interval(-500, 1000), allowed(current).interval(), "all of it is one battery");
  }

  @Test
  void anAlternatingCurrentIsCarriedByEachPhaseAtTheLeastOfTheirVoltages() {
    Limit current = clamps(at("bat1", Points.CURRENT_A), -4, 5);
    assertEquals(
        "there is no fresh value of bat1/voltageLnV", verdict(current).obstacle(), "no phase");
    for (int phase = 1; phase <= 3; phase++) {
      measures(at("bat1", Points.VOLTAGE_LN_V, phase), 230 + phase);
      measures(at("bat1.dc", Points.VOLTAGE_LN_V, phase), 1);
    }
    measures(at("bat1", Points.DC_VOLTAGE_V, 1), 1);
    assertEquals(new Interval(-3 * 231 * 4, 3 * 231 * 5), allowed(current).interval());
    measures(at("bat1", Points.VOLTAGE_LN_V, 2), -7);
    assertEquals(Interval.ZERO, allowed(current).interval());
  }

  @Test
  void aLimitOfThePowerItselfIsSaidToBeTheSites() {
    Allowed allowed = allowed(clamps(at("bat1", Points.ACTIVE_POWER_W), -1000, 2000));
    assertEquals(new Interval(-1000, 2000), allowed.interval());
    assertEquals("charge limited to 1000 W: limit of the site", allowed.lowerReason());
    assertEquals("discharge limited to 2000 W: limit of the site", allowed.upperReason());
  }

  @Test
  void whatTheDeviceAllowsNowIsSaidToBeTheDevices() {
    measures(at("bat1", Points.CHARGE_POWER_MAX_W), 700);
    measures(at("bat1", Points.DISCHARGE_POWER_MAX_W), 800);
    Allowed allowed = allowed();
    assertEquals(new Interval(-700, 800), allowed.interval());
    assertEquals("charge limited to 700 W: the device allows no more now", allowed.lowerReason());
    assertEquals(
        "discharge limited to 800 W: the device allows no more now", allowed.upperReason());
    measures(at("bat1", Points.DISCHARGE_POWER_MAX_W), -3);
    assertEquals(0, allowed().interval().max());
  }

  @Test
  void aLimitWithoutAnIndexIsThatOfEveryPartOfItsOwnNode() {
    measures(at("bat1", Points.CELL_VOLTAGE_V, 2), 3);
    measures(at("bat1", Points.CELL_VOLTAGE_V, 1), 3);
    measures(at("bat1.dc", Points.CELL_VOLTAGE_V, 3), 3);
    measures(at("bat1", Points.DC_VOLTAGE_V, 4), 3);
    Address whole = at("bat1", Points.CELL_VOLTAGE_V);
    LimitConfig written =
        new LimitConfig(whole, new Interval(2, 4), LimitConfig.Reaction.TRIP, "site.yaml:1");
    List<Limit> spread = Limits.of(declared(FakeWritable.power("bat1")), List.of(written));
    assertEquals(
        List.of(at("bat1", Points.CELL_VOLTAGE_V, 1), at("bat1", Points.CELL_VOLTAGE_V, 2)),
        spread.stream().map(Limit::address).toList());
    assertTrue(spread.stream().allMatch(Limit::trips));
  }

  @Test
  void ofTwoThatBindAlikeTheFirstIsNamedAndOfTwoThatContradictBoth() {
    Range range = new Range(ALL, "the device", "the device");
    range.atLeast(-5000, bound -> "another");
    range.atMost(5000, bound -> "another");
    assertEquals("the device", range.verdict().allowed().lowerReason());
    assertEquals("the device", range.verdict().allowed().upperReason());
    range.atLeast(10, bound -> "at least 10");
    range.atMost(10, bound -> "at most 10");
    assertEquals(new Interval(10, 10), range.verdict().allowed().interval());
    range.atMost(9, bound -> "at most 9");
    assertEquals("at least 10, but at most 9", range.verdict().obstacle());
    assertTrue(range.has(1, at("bat1", Points.TEMPERATURE_C)));
    assertFalse(range.has(Double.NaN, at("bat1", Points.TEMPERATURE_C)));
    assertEquals("there is no fresh value of bat1/temperatureC", range.verdict().obstacle());
  }
}
