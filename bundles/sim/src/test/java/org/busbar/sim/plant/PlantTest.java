package org.busbar.sim.plant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.busbar.api.vocabulary.Points;
import org.junit.jupiter.api.Test;

class PlantTest {
  private static final Battery.Data BATTERY =
      new Battery.Data(10_000, 5000, 50, 0.965, 12, 0.06, 0.25, 10, OcvCurve.LFP, 16);

  private final Grid grid = new Grid(1, 0);

  private static void run(Plant plant, double seconds, double stepS) {
    for (long i = Math.round(seconds / stepS); i > 0; i--) {
      plant.step(stepS);
    }
  }

  private Plant alone(SimDevice device) {
    return new Plant(grid, List.of(device), 1);
  }

  private static HourlyEnergy carried() throws IOException {
    try (InputStreamReader in =
        new InputStreamReader(
            PlantTest.class.getResourceAsStream("/org/busbar/sim/fontana-week.txt"),
            StandardCharsets.UTF_8)) {
      return HourlyEnergy.read(in);
    }
  }

  private static double sumWh(List<Double> energies, int hours) {
    return energies.subList(0, hours).stream().mapToDouble(e -> e).sum();
  }

  @Test
  void theEnergyBalanceOfADayHolds() throws IOException {
    HourlyEnergy energies = carried();
    Load load =
        new Load(
            "load1", new HourShape(energies.loadWh(), HourShape.Texture.APPLIANCES, 1), grid, 1);
    PvInverter pv =
        new PvInverter(
            "pv1",
            new PvInverter.Data(5000, 0.1, 20, 60),
            new HourShape(energies.pvWh(), HourShape.Texture.CLOUDS, 2),
            grid);
    Battery battery = new Battery("bat1", BATTERY, grid);
    Charger charger =
        new Charger(
            "ev1",
            new Charger.Data(1, 16, 6, 0.5, 60, List.of(new Charger.Session(68_400, 25_200, 6000))),
            grid);
    PccMeter pcc = new PccMeter("pcc", List.of(load, pv, battery, charger), grid, 3);
    Plant plant = new Plant(grid, List.of(load, pv, battery, charger, pcc), 1);

    double startWh = battery.energyWh();
    for (int second = 0; second < 86_400; second++) {
      double wanted = Math.clamp(-load.activePowerW() - pv.activePowerW(), -5000, 5000);
      battery.set(Points.ACTIVE_POWER_W, wanted);
      plant.step(1);
    }

    double throughputWh = load.energyAbsorbedWh() + pv.energyInjectedWh();
    double storedWh = battery.energyWh() - startWh;
    double net =
        pcc.energyInjectedWh()
            - pcc.energyAbsorbedWh()
            + pv.energyInjectedWh()
            - load.energyAbsorbedWh()
            - charger.energyAbsorbedWh()
            - storedWh
            - battery.lossesWh();
    assertEquals(0, net, 0.001 * throughputWh);
    assertEquals(sumWh(energies.loadWh(), 24), load.energyAbsorbedWh(), 0.001);
    assertEquals(sumWh(energies.pvWh(), 24), pv.energyInjectedWh(), 0.001);
    assertTrue(charger.energyAbsorbedWh() > 5900, "the vehicle was charged");
    assertTrue(battery.lossesWh() > 100, "a battery has losses");
  }

  @Test
  void aCompressedDayHoldsTheSameEnergy() throws IOException {
    Load load =
        new Load(
            "load1", new HourShape(carried().loadWh(), HourShape.Texture.APPLIANCES, 1), grid, 1);
    run(new Plant(grid, List.of(load), 1440), 60, 0.02);
    assertEquals(sumWh(carried().loadWh(), 24), load.energyAbsorbedWh(), 0.01);
  }

  @Test
  void powerFollowsTheSetpointWithDeadTimeAndLag() {
    Battery battery = new Battery("bat1", BATTERY, grid);
    Plant plant = alone(battery);
    battery.set(Points.ACTIVE_POWER_W, 3000);
    run(plant, 0.04, 0.02);
    assertEquals(0, battery.activePowerW());
    run(plant, 0.30, 0.02);
    assertTrue(battery.activePowerW() > 1500 && battery.activePowerW() < 2400);
    run(plant, 2, 0.02);
    assertEquals(3000, battery.activePowerW(), 5);
  }

  @Test
  void writingFasterThanTheDeadTimeDoesNotHoldTheSetpointBack() {
    Battery battery = new Battery("bat1", BATTERY, grid);
    Plant plant = alone(battery);
    for (int i = 0; i < 100; i++) {
      battery.set(Points.ACTIVE_POWER_W, 10 * i);
      run(plant, 0.02, 0.02);
    }
    assertTrue(battery.activePowerW() > 700, "follows: " + battery.activePowerW());
  }

  @Test
  void withoutAFreshSetpointTheBatteryGoesToZero() {
    Battery battery = new Battery("bat1", BATTERY, grid);
    Plant plant = alone(battery);
    battery.set(Points.ACTIVE_POWER_W, -4000);
    run(plant, 9.9, 0.02);
    assertEquals(-4000, battery.activePowerW(), 10);
    assertEquals(-4000, battery.asked(Points.ACTIVE_POWER_W));
    run(plant, 3, 0.02);
    assertEquals(0, battery.activePowerW(), 1);
    assertEquals(0, battery.asked(Points.ACTIVE_POWER_W));
  }

  @Test
  void limitsOfPowerAndEnergyHold() {
    Battery battery = new Battery("bat1", BATTERY, grid);
    Plant plant = alone(battery);
    assertFalse(battery.set(Points.ACTIVE_POWER_W, 5001), "beyond the rating is refused");
    assertFalse(battery.set(Points.ACTIVE_POWER_W, Double.NaN), "no number is refused");
    double before = battery.value(Points.CELL_VOLTAGE_MIN_V, 0);
    for (int i = 0; i < 4 * 3600; i++) {
      battery.set(Points.ACTIVE_POWER_W, 5000);
      plant.step(1);
      assertTrue(battery.energyWh() >= 0 && battery.activePowerW() <= 5000);
    }
    assertTrue(battery.stateOfChargePct() < 1);
    assertTrue(battery.value(Points.DISCHARGE_POWER_MAX_W, 0) < 1000, "tapers when empty");
    assertTrue(battery.value(Points.CELL_VOLTAGE_MIN_V, 0) < before);
    for (int i = 0; i < 6 * 3600; i++) {
      battery.set(Points.ACTIVE_POWER_W, -5000);
      plant.step(1);
      assertTrue(battery.energyWh() <= 10_000 && battery.activePowerW() >= -5000);
    }
    assertTrue(battery.stateOfChargePct() > 98);
  }

  @Test
  void losesWhatTheEfficienciesSay() {
    Battery battery = new Battery("bat1", BATTERY, grid);
    Plant plant = alone(battery);
    for (int i = 0; i < 3600; i++) {
      battery.set(Points.ACTIVE_POWER_W, 2000);
      plant.step(1);
    }
    double drawn = 5000 - battery.energyWh();
    assertEquals(battery.energyInjectedWh() / 0.965 + 12, drawn, 0.5);
  }

  @Test
  void coldAndHotCellsTakeLess() {
    Battery battery = new Battery("bat1", BATTERY, grid);
    battery.cellTemperatureC(2.5);
    assertEquals(2500, battery.value(Points.CHARGE_POWER_MAX_W, 0), 1);
    assertEquals(5000, battery.value(Points.DISCHARGE_POWER_MAX_W, 0), 1);
    battery.cellTemperatureC(50);
    assertEquals(2500, battery.value(Points.DISCHARGE_POWER_MAX_W, 0), 1);
    battery.cellTemperatureC(60);
    assertEquals(0, battery.value(Points.CHARGE_POWER_MAX_W, 0), 1);
  }

  @Test
  void aPvLimitIsRampedToAndReverts() {
    PvInverter pv =
        new PvInverter("pv1", new PvInverter.Data(5000, 0.1, 20, 5), Replay.constant(4000), grid);
    Plant plant = alone(pv);
    run(plant, 1, 0.02);
    assertEquals(4000, pv.activePowerW(), 1e-6);
    pv.set(Points.ACTIVE_POWER_LIMIT_PCT, 20);
    run(plant, 1, 0.02);
    assertTrue(pv.activePowerW() > 3900, "ramps from its rating");
    run(plant, 3.5, 0.02);
    assertEquals(1000, pv.activePowerW(), 1);
    run(plant, 6, 0.02);
    assertEquals(4000, pv.activePowerW(), 1);
  }

  @Test
  void aChargerFallsBackToItsOfflineCurrent() {
    Charger charger =
        new Charger(
            "ev1",
            new Charger.Data(3, 16, 6, 0.1, 10, List.of(new Charger.Session(0, 43_200, 50_000))),
            grid);
    Plant plant = alone(charger);
    run(plant, 8, 0.1);
    assertEquals(3, charger.value(Points.CHARGER_STATE, 0));
    assertEquals(-3 * 6 * 230, charger.activePowerW(), 60);
    charger.set(Points.CURRENT_LIMIT_A, 16);
    run(plant, 9, 0.1);
    assertEquals(-3 * 16 * 230, charger.activePowerW(), 150);
    run(plant, 10, 0.1);
    assertEquals(-3 * 6 * 230, charger.activePowerW(), 60);
    charger.set(Points.CURRENT_LIMIT_A, 5);
    run(plant, 9, 0.1);
    assertEquals(2, charger.value(Points.CHARGER_STATE, 0), "below 6 A it pauses");
    assertEquals(0, charger.activePowerW(), 15);
  }

  @Test
  void allPowersAtThePccAddUpToZero() {
    Load load = new Load("load1", Replay.constant(1234), grid, 1);
    Battery battery = new Battery("bat1", BATTERY, grid);
    PccMeter pcc = new PccMeter("pcc", List.of(load, battery), grid, 3);
    Plant plant = new Plant(grid, List.of(load, battery, pcc), 1);
    battery.set(Points.ACTIVE_POWER_W, 700);
    load.stepW(-5000);
    run(plant, 3, 0.02);
    assertEquals(0, pcc.activePowerW() + load.activePowerW() + battery.activePowerW(), 1e-9);
    assertEquals(5534, pcc.activePowerW(), 2);
    assertEquals(pcc.activePowerW(), pcc.value(Points.ACTIVE_POWER_W, 0), 30);
    assertEquals(
        pcc.value(Points.ACTIVE_POWER_W, 0),
        pcc.value(Points.ACTIVE_POWER_W, 1)
            + pcc.value(Points.ACTIVE_POWER_W, 2)
            + pcc.value(Points.ACTIVE_POWER_W, 3),
        1e-6);
  }

  @Test
  void openCircuitVoltageRisesWithCharge() {
    for (OcvCurve curve : OcvCurve.values()) {
      for (int pct = 0; pct < 100; pct++) {
        assertTrue(curve.voltageV(pct) < curve.voltageV(pct + 1), curve + " at " + pct);
      }
    }
  }
}
