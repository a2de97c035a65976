package org.busbar.sim.plant;

import java.util.List;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;

/**
 * Charger of electric vehicles after IEC 61851-1: a vehicle comes and goes at the same time each
 * day, charges between 6 A and its greatest current, and falls back to the offline current when its
 * limit is not written again.
 */
public final class Charger extends SimDevice {
  private static final double LEAST_A = 6;
  private static final double LAG_S = 1.5;
  private static final double DAY_S = 86_400;
  private static final int STATE_A = 1;
  private static final int STATE_B = 2;
  private static final int STATE_C = 3;

  /** A stay of the vehicle, in seconds of the day; it may last over midnight. */
  public record Session(double fromS, double untilS, double energyWh) {
    boolean covers(double secondOfDay) {
      return fromS <= untilS
          ? secondOfDay >= fromS && secondOfDay < untilS
          : secondOfDay >= fromS || secondOfDay < untilS;
    }
  }

  /**
   * What the charger and its vehicle are.
   *
   * @param phases 1 or 3
   * @param maxA greatest current per phase
   * @param offlineA limit that holds when nothing is written
   * @param deadTimeS from the write of a limit to the first movement of current
   * @param reversionS time without a write after which the offline current holds
   * @param sessions stays of the vehicle
   */
  public record Data(
      int phases,
      double maxA,
      double offlineA,
      double deadTimeS,
      double reversionS,
      List<Session> sessions) {
    public Data {
      sessions = List.copyOf(sessions);
    }
  }

  private final Data data;
  private final Grid grid;
  private final Setpoint limitA;
  private boolean connected;
  private double wantedWh;
  private double sessionWh;
  private double currentA;

  public Charger(String id, Data data, Grid grid) {
    super(id, Terminal.exact(grid));
    this.data = data;
    this.grid = grid;
    this.limitA =
        new Setpoint(data.offlineA(), data.offlineA(), data.deadTimeS(), data.reversionS());
  }

  @Override
  void step(double dynamicsS, double replayS) {
    limitA.step(dynamicsS);
    plug();
    double target = charging() ? Math.min(limitA.held(), data.maxA()) : 0;
    currentA += (target - currentA) * -Math.expm1(-dynamicsS / LAG_S);
    if (!connected) {
      currentA = 0;
    }
    double[] phaseW = new double[3];
    for (int i = 0; i < data.phases(); i++) {
      phaseW[i] = -currentA * grid.voltageV(i + 1);
    }
    terminal().flow(phaseW[0], phaseW[1], phaseW[2], replayS);
    sessionWh -= activePowerW() * replayS / 3600;
  }

  private void plug() {
    double now = grid.secondOfDay() % DAY_S;
    boolean there = false;
    for (Session session : data.sessions()) {
      if (session.covers(now)) {
        there = true;
        wantedWh = session.energyWh();
      }
    }
    if (there && !connected) {
      sessionWh = 0;
    }
    connected = there;
  }

  private boolean charging() {
    return connected && sessionWh < wantedWh && limitA.held() >= LEAST_A;
  }

  private int state() {
    if (!connected) {
      return STATE_A;
    }
    return charging() ? STATE_C : STATE_B;
  }

  @Override
  public double value(Point point, int index) {
    if (point.equals(Points.CURRENT_A)) {
      return index <= data.phases() ? -currentA : 0;
    }
    double electrical = super.value(point, index);
    if (!Double.isNaN(electrical)) {
      return electrical;
    }
    if (index != 0) {
      return Double.NaN;
    }
    return switch (point.id()) {
      case "chargerState", "operatingState" -> state();
      case "connected" -> connected ? 1 : 0;
      case "currentLimitA" -> limitA.asked();
      case "sessionEnergyWh" -> sessionWh;
      case "ratedPowerW" -> data.maxA() * data.phases() * grid.voltageV();
      case "temperatureC" -> grid.ambientC();
      case "eventBits" -> 0;
      default -> Double.NaN;
    };
  }

  /** A limit below 6 A pauses; power is taken as the current that gives it. */
  @Override
  public boolean set(Point quantity, double value) {
    if (quantity.equals(Points.CURRENT_LIMIT_A) && value >= 0 && value <= data.maxA()) {
      limitA.ask(value);
      return true;
    }
    double asA = -value / (data.phases() * grid.voltageV());
    if (quantity.equals(Points.ACTIVE_POWER_W) && asA >= 0 && asA <= data.maxA()) {
      limitA.ask(asA);
      return true;
    }
    return false;
  }

  @Override
  public boolean setReversionS(double seconds) {
    limitA.reversionS(seconds);
    return true;
  }

  @Override
  public double asked(Point quantity) {
    if (quantity.equals(Points.CURRENT_LIMIT_A)) {
      return limitA.asked();
    }
    return quantity.equals(Points.ACTIVE_POWER_W)
        ? -limitA.asked() * data.phases() * grid.voltageV()
        : Double.NaN;
  }

  @Override
  public void release(Point quantity) {
    limitA.revert();
  }
}
