package org.busbar.sim.served;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.Profiles;
import org.busbar.sim.modbus.Conduct;
import org.busbar.sim.modbus.ModbusRefusal;
import org.busbar.sim.plant.Battery;
import org.busbar.sim.plant.Charger;
import org.busbar.sim.plant.Grid;
import org.busbar.sim.plant.Hybrid;
import org.busbar.sim.plant.Load;
import org.busbar.sim.plant.OcvCurve;
import org.busbar.sim.plant.Plant;
import org.busbar.sim.plant.PvInverter;
import org.busbar.sim.plant.Replay;
import org.busbar.sim.plant.SimDevice;
import org.junit.jupiter.api.Test;

class DeviceUnitTest {
  private static final Profiles PROFILES =
      ServiceLoader.load(Profiles.class).findFirst().orElseThrow();

  private final Grid grid = new Grid(1, 0);
  private final Battery battery = battery("bat1");

  private Battery battery(String id) {
    return new Battery(
        id,
        new Battery.Data(10_000, 10_000, 50, 0.965, 12, 0.06, 0.25, 10, OcvCurve.LFP, 16),
        grid);
  }

  private PvInverter pv(String id) {
    return new PvInverter(id, new PvInverter.Data(5000, 0.1, 20, 60), Replay.constant(3000), grid);
  }

  private final class Bench {
    private final Profile profile;
    private final Plant plant;
    private final DeviceUnit unit;

    Bench(SimDevice device, String profileId) {
      profile = PROFILES.find(profileId).orElseThrow();
      plant = new Plant(grid, List.of(device), 1);
      unit = new DeviceUnit(plant, device, profile, Duration.ofMillis(100), FixedWords.NONE);
    }

    Bench run(double seconds) {
      for (long i = Math.round(seconds / 0.02); i > 0; i--) {
        plant.step(0.02);
        unit.step(0.02);
      }
      return this;
    }

    double read(ProfilePoint point) throws ModbusRefusal {
      int[] words =
          unit.read(point.register().table(), point.register().at(), point.register().size());
      return point.register().coding().decode(Words.of(words));
    }

    double read(Point point) throws ModbusRefusal {
      return read(profile.point(PointKey.of(point)).orElseThrow());
    }
  }

  /** What the codec reads back is what the device is, within the resolution of the register. */
  private static void assertAllTrue(Bench bench) throws ModbusRefusal {
    for (ProfilePoint point : bench.profile.points()) {
      double truth =
          bench
              .unit
              .device()
              .part(point.key().terminal())
              .value(point.key().point(), point.key().index());
      double step = Math.abs(point.register().coding().factor());
      double read = bench.read(point);
      if (Double.isFinite(read) || Double.isFinite(truth)) {
        assertEquals(truth, read, step, point.key().toString());
      }
    }
  }

  @Test
  void registersSayWhatTheDeviceIs() throws ModbusRefusal {
    battery.set(Points.ACTIVE_POWER_W, -2345);
    assertAllTrue(new Bench(battery, "busbar.battery-inverter").run(3));
    assertAllTrue(new Bench(pv("pv1"), "busbar.pv-inverter").run(3));
    assertAllTrue(
        new Bench(new Load("load1", Replay.constant(1500), grid, 1), "busbar.meter").run(3));
    Charger charger =
        new Charger(
            "ev1",
            new Charger.Data(1, 16, 6, 0.5, 60, List.of(new Charger.Session(0, 9000, 5000))),
            grid);
    assertAllTrue(new Bench(charger, "busbar.charger").run(20));
    assertAllTrue(
        new Bench(new Hybrid("hyb1", pv("hyb1"), battery("hyb1"), grid), "busbar.hybrid").run(3));
  }

  @Test
  void aWrittenSetpointActsAndIsReadBack() throws ModbusRefusal {
    Bench bench = new Bench(battery, "busbar.battery-inverter").run(1);
    bench.unit.write(Table.HOLDING, 0x40, new int[] {5});
    bench.unit.write(Table.HOLDING, 0x42, new int[] {0xFFFF, 0xF448});
    assertEquals(-3000, bench.read(Points.ACTIVE_POWER_SETPOINT_W));
    bench.run(3);
    assertEquals(-3000, bench.read(Points.ACTIVE_POWER_W), 5);
    bench.run(3);
    assertEquals(0, bench.read(Points.ACTIVE_POWER_SETPOINT_W), "reverts after the written 5 s");
    bench.run(2);
    assertEquals(0, bench.read(Points.ACTIVE_POWER_W), 1);
  }

  @Test
  void aQuantityActsOnceItIsEnabledAndEndsWhenReleased() throws ModbusRefusal {
    Hybrid hybrid = new Hybrid("hyb1", pv("hyb1"), battery("hyb1"), grid);
    Bench bench = new Bench(hybrid, "busbar.hybrid").run(1);
    bench.unit.write(Table.HOLDING, 0x41, new int[] {10});
    bench.unit.write(Table.HOLDING, 0x42, new int[] {0xF63C, 0xFFFF});
    bench.run(2);
    assertEquals(0, hybrid.part("bat").activePowerW(), 1e-6);
    bench.unit.write(Table.HOLDING, 0x40, new int[] {1});
    bench.run(2);
    assertEquals(2500, hybrid.part("bat").activePowerW(), 5);
    assertEquals(5500, hybrid.activePowerW(), 5);
    bench.unit.write(Table.HOLDING, 0x40, new int[] {0});
    bench.run(2);
    assertEquals(0, hybrid.part("bat").activePowerW(), 5);
  }

  @Test
  void whatTheDeviceCannotTakeIsRefusedAndChangesNothing() throws ModbusRefusal {
    Bench bench = new Bench(battery, "busbar.battery-inverter").run(1);
    ModbusRefusal refusal =
        assertThrows(
            ModbusRefusal.class,
            () -> bench.unit.write(Table.HOLDING, 0x42, new int[] {0x7FFF, 0xFFFF}));
    assertEquals(ModbusRefusal.ILLEGAL_VALUE, refusal.code());
    assertEquals(0, bench.read(Points.ACTIVE_POWER_SETPOINT_W));
    assertThrows(ModbusRefusal.class, () -> bench.unit.write(Table.HOLDING, 0x02, new int[] {1}));
    assertThrows(ModbusRefusal.class, () -> bench.unit.read(Table.HOLDING, 0x200, 1));
    assertThrows(ModbusRefusal.class, () -> bench.unit.read(Table.HOLDING, 0, 61));
  }

  @Test
  void aFrozenDeviceKeepsItsRegistersWhileItsPowerMoves() throws ModbusRefusal {
    Bench bench = new Bench(battery, "busbar.battery-inverter").run(1);
    bench.unit.fault(Fault.FROZEN);
    battery.set(Points.ACTIVE_POWER_W, 2000);
    bench.run(3);
    assertEquals(0, bench.read(Points.ACTIVE_POWER_W));
    assertEquals(2000, battery.activePowerW(), 5);
    bench.unit.fault(Fault.NONE);
    bench.run(0.2);
    assertEquals(2000, bench.read(Points.ACTIVE_POWER_W), 5);
  }

  @Test
  void aLyingDeviceTurnsSignOrScaleOfItsPowerOnly() throws ModbusRefusal {
    Bench bench = new Bench(battery, "busbar.battery-inverter");
    battery.set(Points.ACTIVE_POWER_W, 2000);
    bench.unit.fault(Fault.LYING_SIGN);
    bench.run(3);
    assertEquals(-2000, bench.read(Points.ACTIVE_POWER_W), 5);
    bench.unit.fault(Fault.LYING_SCALE);
    bench.run(0.2);
    assertEquals(20_000, bench.read(Points.ACTIVE_POWER_W), 50);
    assertEquals(50, bench.read(Points.STATE_OF_CHARGE_PCT), 1);
  }

  @Test
  void faultsOfTheWireAreAskedForEachRequest() {
    Bench bench = new Bench(battery, "busbar.battery-inverter");
    assertInstanceOf(Conduct.Honest.class, bench.unit.conduct(3));
    bench.unit.fault(Fault.REFUSE_WRITES);
    assertInstanceOf(Conduct.Honest.class, bench.unit.conduct(3));
    assertInstanceOf(Conduct.Refuse.class, bench.unit.conduct(16));
    bench.unit.fault(Fault.IGNORE_WRITES);
    assertInstanceOf(Conduct.IgnoreWrite.class, bench.unit.conduct(6));
    bench.unit.fault(Fault.EXCEPTION);
    assertInstanceOf(Conduct.Refuse.class, bench.unit.conduct(4));
    for (Fault fault : Fault.values()) {
      assertEquals(fault, Fault.of(fault.word()).orElseThrow());
    }
    assertTrue(Fault.of("asleep").isEmpty());
  }
}
