package org.busbar.profile.api;

import java.time.Duration;

/** How often a point is read, where nothing else is said. */
public enum PollClass {
  /** What control loops close over. */
  FAST(Duration.ofMillis(250)),
  /** What people and limits look at. */
  NORMAL(Duration.ofSeconds(1)),
  /** Counters, ratings. */
  SLOW(Duration.ofSeconds(10));

  private final Duration period;

  PollClass(Duration period) {
    this.period = period;
  }

  /** Period where neither profile nor site say otherwise. */
  public Duration period() {
    return period;
  }
}
