package org.busbar.sim.plant;

import java.util.Arrays;

/** Open-circuit voltage of a cell against state of charge, linear between figures. */
public enum OcvCurve {
  /**
   * LiFePO4: mean of slow discharge and slow charge of an A123 26650 cell at 25 degrees (G. Plett,
   * ESC toolbox data, MIT; batterysim/esctoolbox-python e82af551).
   */
  LFP(
      new double[] {0, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 100},
      new double[] {
        2.161, 2.854, 3.037, 3.183, 3.245, 3.280, 3.302, 3.308, 3.317, 3.330, 3.345, 3.352, 3.366,
        3.418, 3.590
      }),
  /**
   * NMC 811 against graphite with silicon oxide, cell LG M50: difference of the electrode
   * potentials of Chen 2020 as given in PyBaMM (BSD-3-Clause, 7c9f5bd8).
   */
  NMC(
      new double[] {0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100},
      new double[] {
        2.366, 3.067, 3.258, 3.452, 3.553, 3.630, 3.708, 3.808, 3.922, 4.021, 4.085, 4.112, 4.210
      });

  private final double[] socPct;
  private final double[] voltageV;

  OcvCurve(double[] socPct, double[] voltageV) {
    this.socPct = socPct;
    this.voltageV = voltageV;
  }

  /** Voltage at a state of charge, which is clipped to 0..100. */
  public double voltageV(double atPct) {
    double pct = Math.clamp(atPct, 0, 100);
    int found = Arrays.binarySearch(socPct, pct);
    if (found >= 0) {
      return voltageV[found];
    }
    int above = -found - 1;
    double share = (pct - socPct[above - 1]) / (socPct[above] - socPct[above - 1]);
    return voltageV[above - 1] + share * (voltageV[above] - voltageV[above - 1]);
  }
}
