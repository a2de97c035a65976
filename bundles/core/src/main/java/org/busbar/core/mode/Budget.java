package org.busbar.core.mode;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * In how many seconds of a minute something may happen before it is too often; more than once in a
 * second counts once, so that a fast cycle is not stricter than a slow one. One thread.
 */
final class Budget {
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private static final long SECOND_NANOS = 1_000_000_000L;

  private final int most;
  private final Deque<Long> spent = new ArrayDeque<>();

  Budget(int most) {
    this.most = most;
  }

  /** Spends one; whether that was one too many. */
  boolean isOverspent(long nowNanos) {
    while (!spent.isEmpty() && nowNanos - spent.peekFirst() > MINUTE_NANOS) {
      spent.removeFirst();
    }
    if (spent.isEmpty() || nowNanos - spent.peekLast() >= SECOND_NANOS) {
      spent.addLast(nowNanos);
    }
    return spent.size() > most;
  }

  void clear() {
    spent.clear();
  }
}
