package org.busbar.sim.plant;

import java.util.SplittableRandom;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;

/**
 * Where a device meets the busbar: power per phase (positive into the busbar), the energy that has
 * flowed, and how a meter there would see it. The total counts for the energy, not each phase.
 */
final class Terminal {
  private final double[] phaseW = new double[3];
  private final double noiseShare;
  private final double noiseW;
  private final SplittableRandom random;
  private double errorW;
  private double injectedWh;
  private double absorbedWh;
  private final Grid grid;

  /**
   * @param noiseShare standard deviation of the error of power as a share of it
   * @param noiseW standard deviation of the error of power that is always there
   */
  Terminal(Grid grid, long seed, double noiseShare, double noiseW) {
    this.grid = grid;
    this.random = new SplittableRandom(seed);
    this.noiseShare = noiseShare;
    this.noiseW = noiseW;
  }

  static Terminal exact(Grid grid) {
    return new Terminal(grid, 0, 0, 0);
  }

  /** Sets the power of each phase for a step and counts its energy. */
  void flow(double l1W, double l2W, double l3W, double replayS) {
    phaseW[0] = l1W;
    phaseW[1] = l2W;
    phaseW[2] = l3W;
    double energyWh = totalW() * replayS / 3600;
    if (energyWh > 0) {
      injectedWh += energyWh;
    } else {
      absorbedWh -= energyWh;
    }
    if (noiseW > 0 || noiseShare > 0) {
      errorW = random.nextGaussian() * (noiseW + noiseShare * Math.abs(totalW()));
    }
  }

  void flowEvenly(double totalW, double replayS) {
    flow(totalW / 3, totalW / 3, totalW / 3, replayS);
  }

  double totalW() {
    return phaseW[0] + phaseW[1] + phaseW[2];
  }

  double phaseW(int phase) {
    return phaseW[phase - 1];
  }

  double injectedWh() {
    return injectedWh;
  }

  double absorbedWh() {
    return absorbedWh;
  }

  /** The electrical points a meter at this terminal shows; NaN for all others. */
  double value(Point point, int index) {
    if (index < 0 || index > 3) {
      return Double.NaN;
    }
    double powerW = index == 0 ? totalW() + errorW : phaseW(index) + errorW / 3;
    if (point.equals(Points.ACTIVE_POWER_W)) {
      return powerW;
    } else if (point.equals(Points.REACTIVE_POWER_VAR)) {
      return 0;
    } else if (point.equals(Points.APPARENT_POWER_VA)) {
      return Math.abs(powerW);
    } else if (point.equals(Points.POWER_FACTOR)) {
      return 1;
    } else if (point.equals(Points.FREQUENCY_HZ)) {
      return grid.frequencyHz();
    } else if (point.equals(Points.VOLTAGE_LN_V)) {
      return index == 0 ? grid.voltageV() : grid.voltageV(index);
    } else if (point.equals(Points.VOLTAGE_LL_V)) {
      return lineToLineV(index);
    } else if (point.equals(Points.CURRENT_A)) {
      return currentA(index);
    } else if (point.equals(Points.ENERGY_INJECTED_WH)) {
      return index == 0 ? injectedWh : injectedWh / 3;
    } else if (point.equals(Points.ENERGY_ABSORBED_WH)) {
      return index == 0 ? absorbedWh : absorbedWh / 3;
    }
    return Double.NaN;
  }

  private double currentA(int index) {
    return index == 0
        ? currentA(1) + currentA(2) + currentA(3)
        : (phaseW(index) + errorW / 3) / grid.voltageV(index);
  }

  /** Of two phases 120 degrees apart. */
  private double lineToLineV(int index) {
    if (index == 0) {
      return (lineToLineV(1) + lineToLineV(2) + lineToLineV(3)) / 3;
    }
    double a = grid.voltageV(index);
    double b = grid.voltageV(index % 3 + 1);
    return Math.sqrt(a * a + b * b + a * b);
  }
}
