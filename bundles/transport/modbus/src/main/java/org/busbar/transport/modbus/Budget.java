package org.busbar.transport.modbus;

import java.time.Duration;

/** A part of a connection's time, spent by others. Thread-safe. */
final class Budget {
  private static final long MOST = Duration.ofMillis(100).toNanos();

  private final int percent;
  private long since;
  private long left;

  Budget(int percent, long now) {
    this.percent = percent;
    this.since = now;
    this.left = MOST;
  }

  /** How long until something may be spent, ns; not positive where it may be now. */
  synchronized long missing(long now) {
    long earned = (now - since) * percent / 100;
    if (earned > 0) {
      left = Math.min(MOST, left + earned);
      since = now;
    }
    return left > 0 ? 0 : (1 - left) * 100 / percent;
  }

  /** Takes off what was spent; may go below zero. */
  synchronized void spend(long nanos) {
    left -= nanos;
  }
}
