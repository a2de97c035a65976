package org.busbar.runtime.supervisor;

import java.time.Duration;

/**
 * How long to wait before a gateway is started again: doubled each time, short after a long life.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LAST = Duration.ofMinutes(1);
  private static final Duration LONG_LIFE = Duration.ofMinutes(10);

  private Duration next = FIRST;

  /**
   * The pause after a gateway has died.
   *
   * @param life how long it had lived
   */
  Duration after(Duration life) {
    Duration pause = life.compareTo(LONG_LIFE) > 0 ? FIRST : next;
    Duration doubled = pause.multipliedBy(2);
    next = doubled.compareTo(LAST) > 0 ? LAST : doubled;
    return pause;
  }
}
