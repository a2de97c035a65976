package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.safety.Freeze;
import org.busbar.api.site.ProtectionConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.testkit.api.FakeWritable;
import org.busbar.testkit.api.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A battery management system whose values come with new stamps and do not change any more. */
class FrozenTest {
  private static final Address CELL = Address.of(BatteryRig.BMS, Points.CELL_VOLTAGE_MAX_V);

  private static final Address BEAT = Address.of(BatteryRig.BMS, Points.HEARTBEAT);

  private static final Address PV = Address.of(new NodeId("pv1"), Points.ACTIVE_POWER_W);

  @TempDir Path home = Path.of("");

  private static BatteryRig battery() {
    return new BatteryRig("lfp")
        .bms(Points.CELL_VOLTAGE_MIN_V, Points.CELL_VOLTAGE_MAX_V, Points.CELL_TEMPERATURE_MAX_C);
  }

  /** The inverter's power, and one value of the management system, second by second. */
  private static void run(BatteryRig battery, int seconds, double powerW, double wobbleV) {
    for (int i = 0; i < seconds; i++) {
      battery.rig.advance(Duration.ofSeconds(1));
      battery.deliver();
      battery.rig.bat().delivers(battery.rig.good(BatteryRig.POWER, powerW + i % 2));
      Sample cell = battery.rig.good(CELL, 3.35 + (i % 2) * wobbleV);
      battery.device(BatteryRig.BMS).delivers(cell);
      battery.rig.step(powerW);
      battery.rig.watch();
    }
  }

  private static boolean isControlled(BatteryRig battery) {
    return battery.rig.freeze().allowed().containsKey(BatteryRig.POWER);
  }

  @Test
  void valuesThatDoNotMoveWithThePowerAreFrozenAndTheInverterIsNotControlledByThem() {
    BatteryRig battery = battery();
    battery.running(home);
    run(battery, 30, 1000, 0.001);
    run(battery, 30, 3000, 0.001);
    assertTrue(isControlled(battery));
    run(battery, 25, 1000, 0);
    assertTrue(isControlled(battery), "as long as the power is the same, so may the values be");
    run(battery, 4, 3000, 0);
    assertTrue(isControlled(battery), "what rested has to be read again first");
    run(battery, 4, 3000, 0);
    assertFalse(isControlled(battery));
    assertEquals(1, battery.rig.events.ofKind("values-frozen").size());
    run(battery, 2, 0, 0.001);
    assertTrue(isControlled(battery));
    assertEquals(2, battery.rig.events.ofKind("values-frozen").size());
  }

  /** A resting battery second by second, whose heartbeat counts from a number or stands at it. */
  private static void rest(BatteryRig battery, int seconds, int number, int by) {
    for (int i = 0; i < seconds; i++) {
      battery.rig.advance(Duration.ofSeconds(1));
      battery.value(BatteryRig.BMS, Points.HEARTBEAT, number + by * i).deliver();
      battery.rig.step(0);
      battery.rig.watch();
    }
  }

  private BatteryRig beating() {
    BatteryRig battery = battery().measures(BatteryRig.BMS, Points.HEARTBEAT, 0);
    battery.running(home);
    return battery;
  }

  @Test
  void aHeartbeatThatStandsIsFoundThoughNothingIsAskedOfTheBattery() {
    BatteryRig battery = beating();
    rest(battery, 5, 100, 1);
    rest(battery, 10, 104, 0);
    assertFalse(isControlled(battery), "the last count is ten seconds old");
    assertEquals(1, battery.rig.events.ofKind("values-frozen").size());
    rest(battery, 60, 104, 0);
    assertFalse(isControlled(battery));
    rest(battery, 1, 105, 0);
    assertTrue(isControlled(battery));
    rest(battery, 9, 105, 0);
    assertTrue(isControlled(battery), "nine seconds are a pause");
    assertEquals(2, battery.rig.events.ofKind("values-frozen").size());
  }

  @Test
  void ofAHeartbeatThatNeverCountedNothingIsKnown() {
    BatteryRig battery = beating();
    rest(battery, 60, 0, 0);
    rest(battery, 60, 7, 0);
    assertTrue(isControlled(battery), "one other number is a restart");
    assertTrue(battery.rig.events.ofKind("values-frozen").isEmpty());
  }

  @Test
  void aHeartbeatThatIsNotReadMeanwhileDoesNotStand() {
    BatteryRig battery = beating();
    rest(battery, 5, 100, 1);
    for (int i = 0; i < 30; i++) {
      battery.rig.advance(Duration.ofSeconds(1));
      battery.rig.watch();
    }
    rest(battery, 5, 104, 0);
    assertTrue(battery.rig.events.ofKind("values-frozen").isEmpty());
  }

  /** One that is read every ten seconds shows a number. */
  private static boolean stands(Heartbeat heartbeat, Plant plant, int second, int number) {
    long nanos = Duration.ofSeconds(second).toNanos();
    long expires = nanos + Duration.ofSeconds(30).toNanos();
    plant
        .slot(BEAT)
        .offer(new Sample(BEAT, number, Quality.GOOD, nanos, expires, ManualClock.START));
    return heartbeat.stands(plant, nanos);
  }

  @Test
  void aHeartbeatThatIsReadSeldomHasThreeOfItsPeriods() {
    DeviceDeclaration seldom =
        new DeviceDeclaration(
            BatteryRig.BMS,
            "Seldom",
            Map.of(BatteryRig.BMS, "bms"),
            Map.of(BEAT, Duration.ofSeconds(10)),
            Map.of(),
            List.of(),
            Map.of(),
            Duration.ofSeconds(1),
            Maturity.SIMULATED);
    DeviceConfig config =
        new DeviceConfig(BatteryRig.BMS, "fake", "x", "c", 1, Map.of(), Set.of(), "site.yaml:1");
    Plant plant = new Plant(config, seldom, List.of(), null);
    Heartbeat heartbeat = new Heartbeat();
    for (int second = 0; second < 80; second += 10) {
      assertFalse(stands(heartbeat, plant, second, Math.min(second, 50)));
    }
    assertTrue(stands(heartbeat, plant, 80, 50));
    assertTrue(heartbeat.stands(plant, Duration.ofSeconds(109).toNanos()));
    assertFalse(heartbeat.stands(plant, Duration.ofSeconds(111).toNanos()), "that is silence");
    assertFalse(stands(heartbeat, plant, 150, 50), "it has to count anew");
  }

  private static int told(BatteryRig battery) {
    return battery.rig.events.ofKind("values-frozen").size();
  }

  @Test
  void theSmallestChangeOfAnyOneValueShows() {
    BatteryRig battery = battery();
    battery.running(home);
    for (int bit = 1; bit <= 20; bit++) {
      for (int i = 0; i < 30; i++) {
        battery.rig.advance(Duration.ofSeconds(1));
        battery.value(BatteryRig.BMS, Points.CELL_VOLTAGE_MIN_V, 1 + i % 2 * Math.scalb(1, -bit));
        battery.deliver();
        battery.rig.bat().delivers(battery.rig.good(BatteryRig.POWER, i < 3 ? 0 : 3000));
        battery.rig.watch();
      }
    }
    assertEquals(0, told(battery));
  }

  @Test
  void aPowerThatMovesByATenthOfItsRangeOrLessIsNoReason() {
    BatteryRig battery = battery().takes(-5000, 1000);
    battery.running(home);
    run(battery, 5, -1000, 0.001);
    run(battery, 1, -1000, 0);
    for (int second = 0; second < 40; second++) {
      power(battery, -1500);
    }
    assertEquals(0, told(battery), "half a kilowatt of five");
    for (int second = 0; second < 10; second++) {
      power(battery, -1502);
    }
    assertEquals(1, told(battery));
  }

  /** A second in which the management system tells what it told, and the inverter a power. */
  private static void power(BatteryRig battery, double powerW) {
    battery.rig.advance(Duration.ofSeconds(1));
    battery.deliver();
    battery.rig.bat().delivers(battery.rig.good(BatteryRig.POWER, powerW));
    battery.device(BatteryRig.BMS).delivers(battery.rig.good(CELL, 3.35));
    battery.rig.watch();
  }

  @Test
  void valuesHaveTwentySecondsAndFiveOfThemAfterThePowerMoved() {
    BatteryRig battery = battery();
    battery.running(home);
    run(battery, 5, 1000, 0.001);
    power(battery, 1000); // From now on nothing changes.
    power(battery, 1000);
    for (int second = 3; second <= 20; second++) {
      power(battery, 3000);
    }
    assertEquals(0, told(battery), "for twenty seconds values may be what they were");
    power(battery, 3000);
    assertEquals(1, told(battery));
    run(battery, 5, 3000, 0.001);
    power(battery, 3000);
    for (int second = 0; second < 40; second++) {
      power(battery, 3000);
    }
    for (int second = 0; second < 5; second++) {
      power(battery, 1000);
    }
    assertEquals(2, told(battery), "it may take five seconds until it is read again");
    power(battery, 1000);
    assertEquals(3, told(battery));
    assertTrue(
        battery.rig.events.ofKind("values-frozen").getLast().text().startsWith("No value of bms1"));
  }

  @Test
  void aBatteryByItselfIsJudgedByItsSetpointAndNotControlledAnyMore() {
    BatteryRig battery = new BatteryRig("lfp");
    battery.value(BatteryRig.BAT, Points.ACTIVE_POWER_W, 3000).running(home);
    for (int second = 0; second < 35; second++) {
      battery.rig.advance(Duration.ofSeconds(1));
      battery.deliver();
      battery.rig.step(second < 25 ? 3000 : 1000);
      battery.rig.tend();
      battery.rig.watch();
      assertEquals(second < 30 ? 0 : 1, told(battery), "after " + second + " s");
    }
    assertFalse(isControlled(battery));
  }

  @Test
  void invertersOfOneStoreWhosePowersCancelOutDoNotMoveIt() {
    Rig rig = new Rig();
    Map<Address, Duration> cells = Map.of(CELL, Duration.ofSeconds(1));
    rig.with(
        new DeviceDeclaration(
            BatteryRig.BMS,
            "Store",
            Map.of(BatteryRig.BMS, "bms"),
            cells,
            Map.of(),
            List.of(),
            Map.of(),
            Duration.ofSeconds(1),
            Maturity.SIMULATED));
    for (String id : List.of("bat1", "bat2")) {
      rig.with(Rig.declared(id, Maturity.SIMULATED, Map.of(), FakeWritable.power(id)));
      rig.protect(
          new ProtectionConfig(
              new NodeId(id),
              Optional.of("lfp"),
              Optional.of(BatteryRig.BMS),
              Map.of(),
              List.of(),
              "site.yaml:6"));
    }
    rig.running(home);
    powers(rig, 25, 1000, 1000);
    powers(rig, 10, 3000, -1000);
    assertTrue(rig.events.ofKind("values-frozen").isEmpty());
    powers(rig, 10, 3000, 1000);
    assertEquals(1, rig.events.ofKind("values-frozen").size());
  }

  private static void powers(Rig rig, int seconds, double oneW, double otherW) {
    for (int i = 0; i < seconds; i++) {
      rig.advance(Duration.ofSeconds(1));
      rig.feed();
      rig.driver.device("bat1").delivers(rig.good(BatteryRig.POWER, oneW));
      Address other = Address.of(new NodeId("bat2"), Points.ACTIVE_POWER_W);
      rig.driver.device("bat2").delivers(rig.good(other, otherW));
      rig.watch();
    }
  }

  @Test
  void aHeartbeatCountsAnewAfterItsDeviceWasAway() {
    BatteryRig battery = beating();
    rest(battery, 5, 100, 1);
    FieldDevice device = battery.rig.device("bms1");
    FieldDevice.Open open = device.open();
    device.park();
    battery.rig.watch();
    device.opened(open);
    rest(battery, 30, 104, 0);
    assertEquals(0, told(battery));
  }

  @Test
  void aHeartbeatThatStandsIsToldAsOne() {
    BatteryRig battery = beating();
    rest(battery, 5, 100, 1);
    rest(battery, 10, 104, 0);
    assertTrue(
        battery
            .rig
            .events
            .ofKind("values-frozen")
            .getLast()
            .text()
            .startsWith("The heartbeat of bms1 stands still"));
  }

  @Test
  void aRoofAtNightIsNotFrozenWhateverCapItIsGiven() {
    DeviceDeclaration roof =
        new DeviceDeclaration(
            PV.node(),
            "Roof",
            Map.of(PV.node(), "pv"),
            Map.of(PV, Duration.ofSeconds(1)),
            Map.of(),
            List.of(FakeWritable.power("pv1")),
            Map.of(),
            Duration.ofSeconds(1),
            Maturity.SIMULATED);
    Rig rig = new Rig().with(roof);
    rig.running(home);
    for (int i = 0; i < 60; i++) {
      rig.advance(Duration.ofSeconds(1));
      rig.driver.device("pv1").delivers(rig.good(PV, 0));
      Freeze freeze = rig.freeze();
      rig.submit(freeze, PV.node(), Points.ACTIVE_POWER_W, 2000.0 * (i / 25));
      rig.watch();
    }
    assertTrue(rig.events.ofKind("values-frozen").isEmpty());
  }
}
