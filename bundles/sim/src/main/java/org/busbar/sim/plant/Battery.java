package org.busbar.sim.plant;

import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;

/**
 * Battery with its inverter. Power follows the setpoint with a dead time and a first-order lag,
 * within what state of charge and cell temperature allow; without a fresh setpoint it goes to 0 W.
 */
public final class Battery extends SimDevice {
  /** Share of the losses that heats the cells; the rest leaves at the inverter. */
  private static final double CELL_HEAT_SHARE = 0.5;

  private static final double HEAT_CAPACITY_J_PER_K_PER_WH = 9;
  private static final double COOLING_W_PER_K = 8;
  private static final double SAG_V_AT_1C = 0.06;
  private static final double CELL_SPREAD_V = 0.003;
  private static final double CELL_SPREAD_C = 0.6;
  private static final double CHARGE_TAPER_PCT = 5;
  private static final double DISCHARGE_TAPER_PCT = 5;

  /**
   * What the battery is.
   *
   * @param capacityWh usable energy in the cells
   * @param ratedW greatest power either way at the busbar
   * @param startSocPct state of charge at first
   * @param oneWayEfficiency cells to busbar, and busbar to cells
   * @param selfConsumptionW drawn from the cells all the time
   * @param deadTimeS from a write to the first movement of power
   * @param lagS time constant of the response
   * @param reversionS time without a write after which it goes to 0 W
   * @param cell which cells
   * @param cellsInSeries how many of them in series
   */
  public record Data(
      double capacityWh,
      double ratedW,
      double startSocPct,
      double oneWayEfficiency,
      double selfConsumptionW,
      double deadTimeS,
      double lagS,
      double reversionS,
      OcvCurve cell,
      int cellsInSeries) {}

  private final Data data;
  private final Grid grid;
  private final Setpoint setpoint;
  private double energyWh;
  private double powerW;
  private double cellPowerW;
  private double cellC = 25;
  private double lossesWh;
  private long heartbeat;
  private double heartbeatS;
  private boolean separated;

  public Battery(String id, Data data, Grid grid) {
    super(id, Terminal.exact(grid));
    this.data = data;
    this.grid = grid;
    this.setpoint = new Setpoint(0, 0, data.deadTimeS(), data.reversionS());
    this.energyWh = data.capacityWh() * data.startSocPct() / 100;
  }

  @Override
  void step(double dynamicsS, double replayS) {
    setpoint.step(dynamicsS);
    double target = Math.clamp(setpoint.held(), -chargeMaxW(), dischargeMaxW());
    powerW += (target - powerW) * -Math.expm1(-dynamicsS / data.lagS());
    powerW = separated ? 0 : Math.clamp(powerW, -chargeMaxW(), dischargeMaxW());
    store(replayS);
    terminal().flowEvenly(powerW, replayS);
    heartbeatS += dynamicsS;
    if (heartbeatS >= 1) {
      heartbeatS %= 1;
      heartbeat = heartbeat + 1 & 0xFFFF;
    }
  }

  /** Moves energy; where a long step would empty or overfill the cells the power gives way. */
  private void store(double replayS) {
    double hours = replayS / 3600;
    double standbyW = energyWh > 0 ? data.selfConsumptionW() : 0;
    cellPowerW = cellsW(powerW);
    double roomWh = data.capacityWh() - energyWh;
    if (cellPowerW * hours > energyWh) {
      cellPowerW = hours > 0 ? energyWh / hours : 0;
      powerW = cellPowerW * data.oneWayEfficiency();
    } else if (-cellPowerW * hours > roomWh) {
      cellPowerW = hours > 0 ? -roomWh / hours : 0;
      powerW = cellPowerW / data.oneWayEfficiency();
    }
    double standbyWh = Math.min(standbyW * hours, energyWh - cellPowerW * hours);
    energyWh = Math.clamp(energyWh - cellPowerW * hours - standbyWh, 0, data.capacityWh());
    double lossW = cellPowerW - powerW;
    lossesWh += lossW * hours + standbyWh;
    double heatCapacity = HEAT_CAPACITY_J_PER_K_PER_WH * data.capacityWh();
    double settled = grid.ambientC() + lossW * CELL_HEAT_SHARE / COOLING_W_PER_K;
    cellC += (settled - cellC) * -Math.expm1(-replayS * COOLING_W_PER_K / heatCapacity);
  }

  private double cellsW(double atBusbarW) {
    return atBusbarW > 0
        ? atBusbarW / data.oneWayEfficiency()
        : atBusbarW * data.oneWayEfficiency();
  }

  /** Energy in the cells. */
  public double energyWh() {
    return energyWh;
  }

  /** Energy lost so far: conversion both ways and self-consumption. */
  public double lossesWh() {
    return lossesWh;
  }

  public double stateOfChargePct() {
    return 100 * energyWh / data.capacityWh();
  }

  /** Puts the battery into a state of charge. */
  public void stateOfChargePct(double pct) {
    energyWh = data.capacityWh() * Math.clamp(pct, 0, 100) / 100;
  }

  /** Opens what joins its cells to the inverter, or closes it. */
  void separate(boolean apart) {
    separated = apart;
    if (apart) {
      powerW = 0;
      cellPowerW = 0;
    }
  }

  /** Puts the cells to a temperature, from which they drift back. */
  public void cellTemperatureC(double celsius) {
    cellC = celsius;
  }

  private double chargeMaxW() {
    double cold = Math.clamp(cellC / 5, 0, 1);
    double full = Math.clamp((100 - stateOfChargePct()) / CHARGE_TAPER_PCT, 0, 1);
    return data.ratedW() * Math.min(full, Math.min(cold, hot()));
  }

  private double dischargeMaxW() {
    double empty = Math.clamp(stateOfChargePct() / DISCHARGE_TAPER_PCT, 0, 1);
    double cold = Math.clamp((cellC + 20) / 5, 0, 1);
    return data.ratedW() * Math.min(empty, Math.min(cold, hot()));
  }

  private double hot() {
    return Math.clamp((55 - cellC) / 10, 0, 1);
  }

  private double cellV(double spreadV) {
    double rate = cellPowerW / data.capacityWh();
    return data.cell().voltageV(stateOfChargePct()) - rate * SAG_V_AT_1C + spreadV;
  }

  @Override
  public double value(Point point, int index) {
    double electrical = super.value(point, index);
    if (!Double.isNaN(electrical)) {
      return electrical;
    }
    if (index != 0) {
      return Double.NaN;
    }
    double packV = cellV(0) * data.cellsInSeries();
    return switch (point.id()) {
      case "stateOfChargePct" -> stateOfChargePct();
      case "stateOfHealthPct" -> 100;
      case "energyCapacityWh" -> data.capacityWh();
      case "energyAvailableWh" -> energyWh;
      case "chargePowerMaxW" -> chargeMaxW();
      case "dischargePowerMaxW" -> dischargeMaxW();
      case "ratedPowerW" -> data.ratedW();
      case "ratedApparentPowerVa" -> data.ratedW();
      case "activePowerSetpointW" -> setpoint.asked();
      case "dcPowerW" -> cellPowerW;
      case "dcVoltageV" -> packV;
      case "dcCurrentA" -> cellPowerW / packV;
      case "cellVoltageMinV" -> cellV(-CELL_SPREAD_V);
      case "cellVoltageMaxV" -> cellV(CELL_SPREAD_V);
      case "cellTemperatureMinC" -> cellC - CELL_SPREAD_C;
      case "cellTemperatureMaxC" -> cellC + CELL_SPREAD_C;
      case "temperatureC" -> cellC;
      case "insulationOhm" -> 1_000_000;
      case "heartbeat" -> heartbeat;
      case "connected" -> 1;
      // Numbering of SunSpec 802 State: 3 connected, 4 standby.
      case "operatingState" -> setpoint.reverted() ? 4 : 3;
      case "eventBits" -> 0;
      default -> Double.NaN;
    };
  }

  @Override
  public boolean set(Point quantity, double value) {
    boolean known =
        quantity.equals(Points.ACTIVE_POWER_W) || quantity.equals(Points.ACTIVE_POWER_SETPOINT_W);
    if (!known || !(Math.abs(value) <= data.ratedW())) {
      return false;
    }
    setpoint.ask(value);
    return true;
  }

  @Override
  public boolean setReversionS(double seconds) {
    setpoint.reversionS(seconds);
    return true;
  }

  @Override
  public double asked(Point quantity) {
    return quantity.equals(Points.ACTIVE_POWER_W) ? setpoint.asked() : Double.NaN;
  }

  @Override
  public void release(Point quantity) {
    setpoint.revert();
  }
}
