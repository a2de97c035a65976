package org.busbar.safety;

import java.time.Duration;
import java.util.Optional;

/** Tells whether the loop of a site stood still. The loop beats, others look. */
final class Pulse {
  private static final Duration LEAST = Duration.ofSeconds(10);
  private static final int CYCLES = 5;

  private final long mostNanos;
  private volatile long lastNanos;

  Pulse(Duration cycle, long nowNanos) {
    this.mostNanos = Math.max(LEAST.toNanos(), cycle.multipliedBy(CYCLES).toNanos());
    this.lastNanos = nowNanos;
  }

  /**
   * How long it has stood still, empty where it is in time.
   *
   * @param stepped whether this is a beat
   */
  Optional<Duration> gap(long nowNanos, boolean stepped) {
    long gap = nowNanos - lastNanos;
    if (stepped) {
      lastNanos = nowNanos;
    }
    return gap > mostNanos ? Optional.of(Duration.ofNanos(gap)) : Optional.empty();
  }
}
