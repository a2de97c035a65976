package org.busbar.history.sqlite;

import java.sql.SQLException;
import java.util.List;

/** The table of longer buckets. */
final class Rollups {
  private Rollups() {}

  static List<Bucket> of(Table table, int channel, long lengthMs, long fromMs, long toMs)
      throws SQLException {
    return table.list(
        "SELECT start, known, integral, min, max, n FROM rollup"
            + " WHERE length=? AND channel=? AND start>=? AND start<? ORDER BY start",
        row ->
            new Bucket(
                row.getLong(1) * lengthMs,
                row.getLong(2),
                row.getDouble(3),
                row.getDouble(4),
                row.getDouble(5),
                row.getLong(6)),
        lengthMs / 1_000,
        channel,
        Math.floorDiv(fromMs, lengthMs),
        Math.floorDiv(toMs + lengthMs - 1, lengthMs));
  }

  static void delete(Table table, int channel, long lengthMs, long fromMs, long toMs)
      throws SQLException {
    table.update(
        "DELETE FROM rollup WHERE length=? AND channel=? AND start>=? AND start<?",
        lengthMs / 1_000,
        channel,
        fromMs / lengthMs,
        toMs / lengthMs);
  }

  static void insert(Table table, int channel, long lengthMs, Bucket bucket) throws SQLException {
    table.update(
        "INSERT INTO rollup(length, channel, start, known, integral, min, max, n)"
            + " VALUES(?,?,?,?,?,?,?,?)",
        lengthMs / 1_000,
        channel,
        bucket.startMs() / lengthMs,
        bucket.knownMs(),
        bucket.integral(),
        bucket.min(),
        bucket.max(),
        bucket.n());
  }
}
