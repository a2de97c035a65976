package org.busbar.sim.plant;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;

/**
 * Battery management system of 16 modules with 16 cells and 4 temperatures each. It shows the cells
 * of a battery whose inverter is another device; single ones can be put to a value.
 */
public final class Bms extends SimDevice {
  /** Modules. */
  public static final int MODULES = 16;

  /** Cells of all modules. */
  public static final int CELLS = MODULES * 16;

  /** Temperatures of all modules. */
  public static final int TEMPERATURES = MODULES * 4;

  private static final double SPREAD_V = 0.003;
  private static final double SPREAD_C = 0.6;
  private static final double SPREAD_PCT = 0.4;
  private static final double INSULATION_OHM = 2_000_000;
  private static final double CELL_MAX_V = 3.6;
  private static final double CELL_MIN_V = 2.8;

  private final Battery battery;
  private final double chargeMaxA;
  private final double dischargeMaxA;
  private final double[] offsetV = new double[CELLS];
  private final double[] offsetC = new double[TEMPERATURES];
  private final double[] offsetPct = new double[MODULES];
  private final double[] putV = new double[CELLS];
  private final double[] putC = new double[TEMPERATURES];

  /**
   * The cells of a battery.
   *
   * @param chargeMaxA greatest charging current it allows
   * @param dischargeMaxA greatest discharging current it allows
   */
  public Bms(String id, Battery battery, double chargeMaxA, double dischargeMaxA, Grid grid) {
    super(id, Terminal.exact(grid));
    this.battery = battery;
    this.chargeMaxA = chargeMaxA;
    this.dischargeMaxA = dischargeMaxA;
    SplittableRandom random = new SplittableRandom(id.hashCode());
    Arrays.setAll(offsetV, _ -> random.nextDouble(-SPREAD_V, SPREAD_V));
    Arrays.setAll(offsetC, _ -> random.nextDouble(-SPREAD_C, SPREAD_C));
    Arrays.setAll(offsetPct, _ -> random.nextDouble(-SPREAD_PCT, SPREAD_PCT));
    Arrays.fill(putV, Double.NaN);
    Arrays.fill(putC, Double.NaN);
  }

  @Override
  void step(double dynamicsS, double replayS) {
    // What it shows is the battery's, which steps by itself.
  }

  /** Puts a cell, from 1, to a voltage in V; NaN lets it follow the battery again. */
  public void cellVoltageV(int cell, double voltageV) {
    putV[cell - 1] = voltageV;
  }

  /** Puts a temperature, from 1, to a value in degC; NaN lets it follow the battery again. */
  public void cellTemperatureC(int place, double celsius) {
    putC[place - 1] = celsius;
  }

  private double meanV() {
    return (of("cellVoltageMinV") + of("cellVoltageMaxV")) / 2;
  }

  private double of(String point) {
    return battery.value(Points.of(point).orElseThrow(), 0);
  }

  private double[] voltagesV() {
    double mean = meanV();
    double[] all = new double[CELLS];
    Arrays.setAll(all, i -> Double.isNaN(putV[i]) ? mean + offsetV[i] : putV[i]);
    return all;
  }

  private double[] temperaturesC() {
    double mean = of("temperatureC");
    double[] all = new double[TEMPERATURES];
    Arrays.setAll(all, i -> Double.isNaN(putC[i]) ? mean + offsetC[i] : putC[i]);
    return all;
  }

  private static double at(double[] all, int index) {
    return index >= 1 && index <= all.length ? all[index - 1] : Double.NaN;
  }

  @Override
  public double value(Point point, int index) {
    return switch (point.id()) {
      case "cellVoltageV" -> at(voltagesV(), index);
      case "cellTemperatureC" -> at(temperaturesC(), index);
      case "stateOfChargePct" -> index == 0 ? battery.stateOfChargePct() : module(index);
      default -> index == 0 ? whole(point) : Double.NaN;
    };
  }

  private double module(int index) {
    return Math.clamp(battery.stateOfChargePct() + at(offsetPct, index), 0, 100);
  }

  private double whole(Point point) {
    return switch (point.id()) {
      case "cellVoltageMinV" -> Arrays.stream(voltagesV()).min().orElseThrow();
      case "cellVoltageMaxV" -> Arrays.stream(voltagesV()).max().orElseThrow();
      case "cellTemperatureMinC" -> Arrays.stream(temperaturesC()).min().orElseThrow();
      case "cellTemperatureMaxC" -> Arrays.stream(temperaturesC()).max().orElseThrow();
      case "dcVoltageV" -> Arrays.stream(voltagesV()).sum();
      case "dcCurrentA" -> of("dcPowerW") / whole(Points.DC_VOLTAGE_V);
      case "chargeCurrentMaxA" -> chargeMaxA;
      case "dischargeCurrentMaxA" -> dischargeMaxA;
      case "chargeVoltageMaxV" -> CELLS * CELL_MAX_V;
      case "dischargeVoltageMinV" -> CELLS * CELL_MIN_V;
      case "insulationOhm" -> INSULATION_OHM;
      case "stateOfHealthPct", "energyCapacityWh", "heartbeat" -> of(point.id());
      default -> Double.NaN;
    };
  }
}
