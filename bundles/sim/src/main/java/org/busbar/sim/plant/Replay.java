package org.busbar.sim.plant;

/** Power over time of the replayed days, never negative. */
@FunctionalInterface
public interface Replay {
  /**
   * Mean power between two times, in seconds since the first midnight; the power at that time where
   * both are the same.
   */
  double meanW(double beginS, double endS);

  /** The same power at all times. */
  static Replay constant(double powerW) {
    return (_, _) -> powerW;
  }

  /** This replay, each power multiplied. */
  default Replay scaled(double factor) {
    return (begin, end) -> factor * meanW(begin, end);
  }
}
