package org.busbar.sim.plant;

import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;

/** A house: its load is replayed; a step can be added from outside. Seen through a meter. */
public final class Load extends SimDevice {
  private static final double[] SHARE = {0.45, 0.35, 0.20};

  private final Replay demand;
  private final Grid grid;
  private double stepW;

  public Load(String id, Replay demand, Grid grid, long seed) {
    super(id, new Terminal(grid, seed, 0.001, 1));
    this.demand = demand;
    this.grid = grid;
  }

  /** Power added on top of the replay, positive into the busbar: a load step is negative. */
  public void stepW(double powerW) {
    this.stepW = powerW;
  }

  public double stepW() {
    return stepW;
  }

  @Override
  void step(double dynamicsS, double replayS) {
    double powerW = -demand.meanW(grid.beginS(), grid.endS()) + stepW;
    terminal().flow(powerW * SHARE[0], powerW * SHARE[1], powerW * SHARE[2], replayS);
  }

  @Override
  public double value(Point point, int index) {
    return point.equals(Points.SWITCH_ON) && index == 0 ? 1 : super.value(point, index);
  }
}
