package org.busbar.safety.limit;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Gives back slowly what a limit took: a battery at its limit would else swing. Any thread; what
 * several threads ask at one time comes to the same.
 */
final class Recovery {
  /** Steps in which it is given back, so that not every cycle has another bound. */
  private static final double STEPS = 100;

  private record State(double powerW, long nanos, String why) {}

  private final AtomicReference<State> state = new AtomicReference<>();

  /**
   * Narrows a direction to what is given back by now.
   *
   * @param ratePerSecond how fast it is given back, in W/s
   */
  void apply(Flow flow, double ratePerSecond, long nowNanos) {
    State next;
    State before;
    do {
      before = state.get();
      double most = flow.mostW();
      String why = flow.isNarrowed() ? flow.why() : "";
      if (before != null && before.powerW() < most) {
        double seconds = StrictMath.max(0, nowNanos - before.nanos()) / 1e9;
        double given = before.powerW() + ratePerSecond * seconds;
        if (given < most) {
          most = given;
          why = before.why();
        }
      }
      boolean older = before != null && nowNanos - before.nanos() < 0;
      next = new State(most, older ? before.nanos() : nowNanos, why);
    } while (!state.compareAndSet(before, next));
    State now = next;
    double step = flow.greatestW() / STEPS;
    if (now.powerW() < flow.mostW()) {
      double given = StrictMath.floor(now.powerW() / step) * step;
      flow.atMost(given, () -> "recovery after " + now.why());
    }
  }
}
