package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.safety.Freeze;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Sample;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A battery management system whose values come with new stamps and do not change any more. */
class FrozenTest {
  private static final Address CELL = Address.of(BatteryRig.BMS, Points.CELL_VOLTAGE_MAX_V);

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
