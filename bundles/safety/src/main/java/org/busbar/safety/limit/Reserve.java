package org.busbar.safety.limit;

import org.jspecify.annotations.Nullable;

/**
 * The part of a battery's charge that is kept for an emergency, and until when a person has it
 * spent. A restart ends that. Thread-safe.
 */
final class Reserve {
  private volatile @Nullable Long untilNanos;

  /** Has it spent until then; the last word counts, so that a shorter time ends it. */
  void open(long until) {
    untilNanos = until;
  }

  boolean isOpen(long nowNanos) {
    Long until = untilNanos;
    return until != null && nowNanos - until < 0;
  }
}
