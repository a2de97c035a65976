package org.busbar.runtime.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A loop that wakes at absolute times and does nothing: what the machine itself costs. */
final class EmptyLoop {
  private EmptyLoop() {}

  /** Delays of the starts after they were due, in ns. */
  static Samples run(Duration period, int cycles) {
    Samples delays = new Samples(cycles);
    long due = System.nanoTime() + period.toNanos();
    for (int i = 0; i < cycles; i++) {
      long wait = due - System.nanoTime();
      while (wait > 0) {
        LockSupport.parkNanos(wait);
        wait = due - System.nanoTime();
      }
      delays.add(-wait);
      due += period.toNanos();
    }
    return delays;
  }
}
