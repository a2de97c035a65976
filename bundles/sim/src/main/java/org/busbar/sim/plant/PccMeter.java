package org.busbar.sim.plant;

import java.util.List;

/** Meter at the point of common coupling: what flows in is minus the sum of all devices. */
public final class PccMeter extends SimDevice {
  private final List<SimDevice> behind;

  public PccMeter(String id, List<SimDevice> behind, Grid grid, long seed) {
    super(id, new Terminal(grid, seed, 0.0005, 1));
    this.behind = List.copyOf(behind);
  }

  @Override
  void step(double dynamicsS, double replayS) {
    double[] phaseW = new double[3];
    for (SimDevice device : behind) {
      for (int phase = 1; phase <= 3; phase++) {
        phaseW[phase - 1] -= device.terminal().phaseW(phase);
      }
    }
    terminal().flow(phaseW[0], phaseW[1], phaseW[2], replayS);
  }
}
