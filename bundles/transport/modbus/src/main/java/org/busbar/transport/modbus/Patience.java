package org.busbar.transport.modbus;

import java.time.Duration;

/** The share of a connection's time that may be spent on waiting for units that are silent. */
final class Patience {
  private static final int SHARE = 20;
  private static final long MOST = Duration.ofMillis(50).toNanos();

  private long since;
  private long left = MOST;

  Patience(long now) {
    this.since = now;
  }

  /** Takes note of the time: a twentieth of what has passed is added. */
  void pass(long now) {
    long passed = now - since;
    if (passed > SHARE) {
      left = Math.min(MOST, left + passed / SHARE);
      since = now;
    }
  }

  boolean isLeft() {
    return left > 0;
  }

  /** Takes off what was waited in vain; may go below zero. */
  void spend(long waited) {
    left -= waited;
  }

  /** How long until there is some left. */
  long missing() {
    return left > 0 ? 0 : (1 - left) * SHARE;
  }
}
