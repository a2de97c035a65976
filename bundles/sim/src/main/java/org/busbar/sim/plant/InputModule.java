package org.busbar.sim.plant;

import java.util.Arrays;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;

/** Module of wired inputs: each carries current until its wire is opened. */
public final class InputModule extends SimDevice {
  private final boolean[] closed;

  /**
   * @param inputs how many it has
   */
  public InputModule(String id, int inputs, Grid grid) {
    super(id, Terminal.exact(grid));
    closed = new boolean[inputs];
    Arrays.fill(closed, true);
  }

  /** Opens or closes the wire of an input, from 1 on. */
  public void wire(int input, boolean close) {
    closed[input - 1] = close;
  }

  @Override
  void step(double dynamicsS, double replayS) {
    terminal().flowEvenly(0, replayS);
  }

  @Override
  public double value(Point point, int index) {
    boolean known = point.equals(Points.SWITCH_ON) && index >= 1 && index <= closed.length;
    return known ? closed[index - 1] ? 1 : 0 : Double.NaN;
  }
}
