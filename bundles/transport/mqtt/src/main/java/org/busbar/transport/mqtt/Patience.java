package org.busbar.transport.mqtt;

import java.util.SplittableRandom;

/** When to try the broker again: soon at first, and not all gateways at the same moment. */
final class Patience {
  private static final long FIRST_NANOS = 250_000_000L;
  private static final long GREATEST_NANOS = 3_000_000_000L;

  private final SplittableRandom random;
  private long pauseNanos = FIRST_NANOS;
  private long nextNanos;

  Patience(long nowNanos) {
    this.random = new SplittableRandom(nowNanos);
    this.nextNanos = nowNanos;
  }

  boolean isOver(long nowNanos) {
    return nowNanos - nextNanos >= 0;
  }

  void failed(long nowNanos) {
    nextNanos = nowNanos + pauseNanos / 2 + random.nextLong(pauseNanos);
    pauseNanos = Math.min(GREATEST_NANOS, 2 * pauseNanos);
  }

  void reached() {
    pauseNanos = FIRST_NANOS;
  }
}
