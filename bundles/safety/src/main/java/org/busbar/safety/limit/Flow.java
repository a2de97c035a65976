package org.busbar.safety.limit;

import java.util.function.Supplier;

/** One direction of power while limits narrow it. Lives for one evaluation on one thread. */
final class Flow {
  private final String name;
  private final double greatestW;
  private double mostW;
  private Supplier<String> why;

  /**
   * A direction that is not narrowed yet.
   *
   * @param name {@code charge} or {@code discharge}
   * @param greatestW what the inverter does at most, a magnitude
   */
  Flow(String name, double greatestW) {
    this.name = name;
    this.greatestW = StrictMath.max(0, greatestW);
    this.mostW = this.greatestW;
    this.why = () -> "";
  }

  double mostW() {
    return mostW;
  }

  double greatestW() {
    return greatestW;
  }

  /** Allows no more than a share of the greatest power. */
  void share(double share, Supplier<String> reason) {
    atMost(share * greatestW, reason);
  }

  /** Allows no more than a power; unknown is nothing. */
  void atMost(double boundW, Supplier<String> reason) {
    double most = boundW > 0 ? boundW : 0;
    if (most < mostW) {
      mostW = most;
      why = reason;
    }
  }

  /** Whether it is narrowed. */
  boolean isNarrowed() {
    return mostW < greatestW;
  }

  /** What sets it, without the figure. */
  String why() {
    return why.get();
  }

  /** What sets it, in one sentence. */
  String reason() {
    return name + " limited to " + Measured.text(mostW, "W") + " by " + why.get();
  }
}
