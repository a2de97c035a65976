package org.busbar.sim.plant;

import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;

/** Relay output: energised as long as it is told so again before its timer runs out. */
public final class Relay extends SimDevice {
  /** Hears of each change of the coil. */
  interface Listener {
    /**
     * The coil was energised, or let go.
     *
     * @param commanded whether somebody said so; otherwise its timer ran out
     */
    void moved(Relay relay, boolean commanded);
  }

  private Listener listener = (_, _) -> {};
  private double reversionS;
  private double untilS = Double.POSITIVE_INFINITY;
  private double nowS;
  private boolean on;

  /**
   * A relay at rest.
   *
   * @param reversionS time without a write after which it lets go
   */
  public Relay(String id, double reversionS, Grid grid) {
    super(id, Terminal.exact(grid));
    this.reversionS = reversionS;
  }

  void heardBy(Listener next) {
    listener = next;
  }

  /** Whether its coil is energised. */
  public boolean isOn() {
    return on;
  }

  private void move(boolean next, boolean commanded) {
    if (next != on) {
      on = next;
      listener.moved(this, commanded);
    }
  }

  @Override
  void step(double dynamicsS, double replayS) {
    nowS += dynamicsS;
    terminal().flowEvenly(0, replayS);
    if (nowS > untilS) {
      move(false, false);
    }
  }

  @Override
  public double value(Point point, int index) {
    return point.equals(Points.SWITCH_ON) && index == 0 ? on ? 1 : 0 : Double.NaN;
  }

  @Override
  public boolean set(Point quantity, double value) {
    if (!quantity.equals(Points.SWITCH_ON) || value != 0 && value != 1) {
      return false;
    }
    untilS = nowS + reversionS;
    move(value == 1, true);
    return true;
  }

  @Override
  public double asked(Point quantity) {
    return quantity.equals(Points.SWITCH_ON) ? on ? 1 : 0 : Double.NaN;
  }

  @Override
  public boolean setReversionS(double seconds) {
    reversionS = seconds > 0 ? seconds : Double.POSITIVE_INFINITY;
    return true;
  }

  @Override
  public void release(Point quantity) {
    move(false, true);
  }
}
