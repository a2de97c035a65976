package org.busbar.sim.plant;

import org.busbar.api.vocabulary.Point;

/** One device of the plant. Not thread-safe: the plant lets one thread in at a time. */
public abstract class SimDevice {
  private final String id;
  private final Terminal terminal;

  SimDevice(String id, Terminal terminal) {
    this.id = id;
    this.terminal = terminal;
  }

  /** The device's name in the plant. */
  public final String id() {
    return id;
  }

  final Terminal terminal() {
    return terminal;
  }

  /** True power into the busbar, all phases. */
  public final double activePowerW() {
    return terminal.totalW();
  }

  /** True energy that has flowed into the busbar. */
  public final double energyInjectedWh() {
    return terminal.injectedWh();
  }

  /** True energy that has flowed out of the busbar. */
  public final double energyAbsorbedWh() {
    return terminal.absorbedWh();
  }

  /**
   * Lets time pass.
   *
   * @param dynamicsS for what reacts: responses, ramps, timers
   * @param replayS for what is replayed and stored: energies, temperatures, sessions; more than
   *     {@code dynamicsS} where the day is compressed
   */
  abstract void step(double dynamicsS, double replayS);

  /** The device behind one of its terminals; the device itself where it has none. */
  public SimDevice part(String terminal) {
    return this;
  }

  /** A value in the unit and sign of the point, NaN where the device does not know it. */
  public double value(Point point, int index) {
    return terminal.value(point, index);
  }

  /** Takes a setpoint in the unit and sign of the quantity; false where it is refused. */
  public boolean set(Point quantity, double value) {
    return false;
  }

  /** What was last asked for or reverted to, NaN where the quantity cannot be set. */
  public double asked(Point quantity) {
    return Double.NaN;
  }

  /** Ends the setpoint as if its timer had run out. */
  public void release(Point quantity) {}

  /** Seconds after the last setpoint at which the device reverts; false where it has no timer. */
  public boolean setReversionS(double seconds) {
    return false;
  }
}
