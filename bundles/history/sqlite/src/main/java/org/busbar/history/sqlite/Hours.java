package org.busbar.history.sqlite;

/** Hours since 1970 in UTC, and the key of a channel's hour: one number, ordered by both. */
final class Hours {
  static final long HOUR_MS = 3_600_000;
  static final long MINUTE_MS = 60_000;
  static final long QUARTER_MS = 900_000;
  static final long DAY_MS = 86_400_000;

  private static final int HOUR_BITS = 24;

  private Hours() {}

  static long of(long atMs) {
    return Math.floorDiv(atMs, HOUR_MS);
  }

  /** The first hour that does not begin before a moment. */
  static long upTo(long atMs) {
    return -Math.floorDiv(-atMs, HOUR_MS);
  }

  static long key(int channel, long hour) {
    return ((long) channel << HOUR_BITS) + hour;
  }

  static long ofKey(long key) {
    return key & ((1L << HOUR_BITS) - 1);
  }
}
