package org.busbar.sim.plant;

import org.busbar.api.vocabulary.Point;

/** Hybrid inverter: PV and battery behind one AC terminal. */
public final class Hybrid extends SimDevice {
  private final PvInverter pv;
  private final Battery battery;
  private final Grid grid;

  public Hybrid(String id, PvInverter pv, Battery battery, Grid grid) {
    super(id, Terminal.exact(grid));
    this.pv = pv;
    this.battery = battery;
    this.grid = grid;
  }

  @Override
  void step(double dynamicsS, double replayS) {
    pv.step(dynamicsS, replayS);
    battery.step(dynamicsS, replayS);
    terminal().flowEvenly(pv.activePowerW() + battery.activePowerW(), replayS);
  }

  @Override
  public SimDevice part(String terminal) {
    return switch (terminal) {
      case "pv" -> pv;
      case "bat" -> battery;
      default -> this;
    };
  }

  @Override
  public double value(Point point, int index) {
    double electrical = super.value(point, index);
    if (!Double.isNaN(electrical) || index != 0) {
      return electrical;
    }
    return switch (point.id()) {
      case "operatingState" -> pv.value(point, 0);
      case "temperatureC" -> grid.ambientC() + 12;
      default -> Double.NaN;
    };
  }
}
