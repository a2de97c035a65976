package org.busbar.sim.plant;

import java.util.ArrayDeque;

/**
 * A setpoint as a device holds it: takes effect after a dead time, is lost when its timer runs out
 * without being written again.
 */
final class Setpoint {
  private static final int MOST_ON_THE_WAY = 1000;

  private final double revertTo;
  private final double deadTimeS;
  private final ArrayDeque<Due> onTheWay = new ArrayDeque<>();
  private double reversionS;
  private double nowS;
  private double writtenAtS = Double.NEGATIVE_INFINITY;
  private double asked;
  private double held;
  private boolean reverted = true;

  private record Due(double value, double atS) {}

  /**
   * @param initial what is held at first
   * @param revertTo what is held once the timer ran out
   * @param deadTimeS time from the write to its effect
   * @param reversionS time without a write after which it reverts, infinity for never
   */
  Setpoint(double initial, double revertTo, double deadTimeS, double reversionS) {
    this.held = initial;
    this.asked = initial;
    this.revertTo = revertTo;
    this.deadTimeS = deadTimeS;
    this.reversionS = reversionS;
  }

  void ask(double value) {
    asked = value;
    writtenAtS = nowS;
    reverted = false;
    if (onTheWay.size() < MOST_ON_THE_WAY) {
      onTheWay.addLast(new Due(value, nowS + deadTimeS));
    }
  }

  void reversionS(double seconds) {
    reversionS = seconds > 0 ? seconds : Double.POSITIVE_INFINITY;
  }

  void step(double dtS) {
    nowS += dtS;
    while (!onTheWay.isEmpty() && onTheWay.getFirst().atS() <= nowS) {
      held = onTheWay.removeFirst().value();
    }
    if (!reverted && nowS - writtenAtS > reversionS) {
      revert();
    }
  }

  void revert() {
    reverted = true;
    onTheWay.clear();
    asked = revertTo;
    held = revertTo;
  }

  /** What the device acts on. */
  double held() {
    return held;
  }

  /** What was last written or reverted to, as it is read back. */
  double asked() {
    return asked;
  }

  /** Whether nothing that was written is still valid. */
  boolean reverted() {
    return reverted;
  }
}
