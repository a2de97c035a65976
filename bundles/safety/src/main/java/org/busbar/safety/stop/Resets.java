package org.busbar.safety.stop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How many resets are granted within a minute. Thread-safe. */
public final class Resets {
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  private final int most;
  private final Deque<Long> granted = new ArrayDeque<>();

  /** None granted yet. */
  public Resets(int most) {
    this.most = most;
  }

  /** Takes one, if one is left. */
  public synchronized boolean take(long nowNanos) {
    while (!granted.isEmpty() && nowNanos - granted.getFirst() >= MINUTE_NANOS) {
      granted.removeFirst();
    }
    if (granted.size() >= most) {
      return false;
    }
    granted.addLast(nowNanos);
    return true;
  }
}
