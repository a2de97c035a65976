package org.busbar.history.sqlite;

import org.busbar.api.history.HistoryStore;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;

/**
 * A sample as it is kept.
 *
 * @param atMs when it was measured, ms since 1970
 * @param value NaN where unknown
 * @param holdMs for how long it holds unless another one follows
 * @param quality code of its quality
 */
record Reading(long atMs, double value, int holdMs, int quality) {
  static final int GOOD = 0;
  static final int STALE = 1;
  static final int INVALID = 2;
  static final int SUBSTITUTED = 3;

  static Reading of(Sample sample) {
    long holdMs = (sample.expiresNanos() - sample.measuredNanos()) / 1_000_000;
    return new Reading(
        sample.measuredAt().toEpochMilli(),
        Double.isFinite(sample.value()) ? sample.value() + 0.0 : Double.NaN, // no negative zero
        (int) Math.clamp(holdMs, 1, HistoryStore.MOST_HOLD_MS),
        code(sample.quality()));
  }

  /** Codes are written to files: they never change. */
  private static int code(Quality quality) {
    return switch (quality) {
      case GOOD -> GOOD;
      case STALE -> STALE;
      case INVALID -> INVALID;
      case SUBSTITUTED -> SUBSTITUTED;
    };
  }

  long endMs() {
    return atMs + holdMs;
  }
}
