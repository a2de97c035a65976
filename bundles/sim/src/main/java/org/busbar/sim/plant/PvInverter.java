package org.busbar.sim.plant;

import java.util.List;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;

/**
 * PV inverter: available power is replayed, a limit in percent of the rating may cut it. Its
 * strings share both.
 */
public final class PvInverter extends SimDevice {
  private static final double FULL_PCT = 100;
  private static final double EFFICIENCY = 0.97;
  private static final double DC_VOLTAGE_V = 620;

  /** Below this it sleeps. */
  private static final double WAKES_AT_W = 5;

  /**
   * What the inverter is.
   *
   * @param ratedW rated active power
   * @param deadTimeS from the write of a limit to the first movement of power
   * @param rampPctPerS how fast its power may change, in percent of the rating
   * @param reversionS time without a write after which the limit is lifted
   */
  public record Data(double ratedW, double deadTimeS, double rampPctPerS, double reversionS) {}

  private final Data data;
  private final List<Replay> strings;
  private final Grid grid;
  private final Setpoint limitPct;
  private final boolean[] broken;
  private final double[] stringW;
  private double availableW;
  private double ceilingW;
  private double powerW;

  /** One of a single string, which it does not tell of. */
  public PvInverter(String id, Data data, Replay available, Grid grid) {
    this(id, data, List.of(available), grid);
  }

  /** One of some strings, each with its own sun. */
  public PvInverter(String id, Data data, List<Replay> strings, Grid grid) {
    super(id, Terminal.exact(grid));
    this.data = data;
    this.strings = List.copyOf(strings);
    this.grid = grid;
    this.broken = new boolean[strings.size()];
    this.stringW = new double[strings.size()];
    this.limitPct = new Setpoint(FULL_PCT, FULL_PCT, data.deadTimeS(), data.reversionS());
    this.ceilingW = data.ratedW();
  }

  @Override
  void step(double dynamicsS, double replayS) {
    limitPct.step(dynamicsS);
    availableW = 0;
    for (int i = 0; i < stringW.length; i++) {
      stringW[i] = broken[i] ? 0 : strings.get(i).meanW(grid.beginS(), grid.endS());
      availableW += stringW[i];
    }
    double allowedW = data.ratedW() * Math.min(limitPct.held(), FULL_PCT) / 100;
    double reachW = data.ratedW() * data.rampPctPerS() / 100 * dynamicsS;
    ceilingW += Math.clamp(allowedW - ceilingW, -reachW, reachW);
    powerW = Math.min(availableW, ceilingW);
    double cutW = availableW - powerW;
    for (int i = 0; i < stringW.length; i++) {
      double fromW = Math.min(stringW[i], cutW);
      stringW[i] -= fromW;
      cutW -= fromW;
    }
    terminal().flowEvenly(powerW, replayS);
  }

  /** What the sun would give without a limit. */
  public double availableW() {
    return availableW;
  }

  /** Opens or closes the way of a string, from 1. */
  public void breakString(int string, boolean open) {
    broken[string - 1] = open;
  }

  private double dcPowerW(int index) {
    boolean whole = index == 0 || strings.size() == 1;
    return (whole ? powerW : stringW[index - 1]) / EFFICIENCY;
  }

  @Override
  public double value(Point point, int index) {
    double electrical = super.value(point, index);
    if (!Double.isNaN(electrical)) {
      return electrical;
    }
    if (index > strings.size()) {
      return Double.NaN;
    }
    return switch (point.id()) {
      case "ratedPowerW", "ratedApparentPowerVa" -> data.ratedW();
      case "activePowerLimitPct" -> limitPct.asked();
      case "dcPowerW" -> dcPowerW(index);
      case "dcVoltageV" -> DC_VOLTAGE_V;
      case "dcCurrentA" -> dcPowerW(index) / DC_VOLTAGE_V;
      case "temperatureC" -> grid.ambientC() + 20 * powerW / data.ratedW();
      case "connected" -> 1;
      case "operatingState" -> state();
      case "eventBits" -> 0;
      default -> Double.NaN;
    };
  }

  /** Numbering of SunSpec 103 St: 2 sleeping, 4 producing, 5 throttled. */
  private double state() {
    if (availableW < WAKES_AT_W) {
      return 2;
    }
    return powerW < availableW ? 5 : 4;
  }

  @Override
  public boolean set(Point quantity, double value) {
    if (quantity.equals(Points.ACTIVE_POWER_LIMIT_PCT) && value >= 0 && value <= 110) {
      limitPct.ask(value);
      return true;
    }
    if (quantity.equals(Points.ACTIVE_POWER_W) && value >= 0) {
      limitPct.ask(Math.min(FULL_PCT, 100 * value / data.ratedW()));
      return true;
    }
    return false;
  }

  @Override
  public boolean setReversionS(double seconds) {
    limitPct.reversionS(seconds);
    return true;
  }

  @Override
  public double asked(Point quantity) {
    if (quantity.equals(Points.ACTIVE_POWER_LIMIT_PCT)) {
      return limitPct.asked();
    }
    return quantity.equals(Points.ACTIVE_POWER_W)
        ? limitPct.asked() * data.ratedW() / 100
        : Double.NaN;
  }

  @Override
  public void release(Point quantity) {
    limitPct.revert();
  }
}
