package org.busbar.history.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns complete hours of the hot table into blocks and roll-ups, and late samples likewise. */
final class Sealer {
  /** Samples per hour from which on buckets of 1 s are smaller than the samples themselves. */
  private static final int DENSE = 5_400;

  private static final int HOURS_PER_TRANSACTION = 64;

  private final Table table;
  private final Path archives;

  Sealer(Table table, Path archives) {
    this.table = table;
    this.archives = archives;
  }

  /**
   * Seals some hours that begin before a moment; called until it says that nothing is left. Each
   * call is one transaction.
   *
   * @param cutoffHour first hour that is not complete
   */
  boolean sealSome(long cutoffHour) throws SQLException {
    return table.transaction(
        () -> {
          int sealed = 0;
          try (Readings readings = new Readings(table, archives)) {
            for (int channel : table.list("SELECT id FROM channel", row -> row.getInt(1))) {
              while (sealed < HOURS_PER_TRANSACTION) {
                Optional<Long> key =
                    table.first(
                        "SELECT id FROM hot WHERE id>=? AND id<? ORDER BY id LIMIT 1",
                        row -> row.getLong(1),
                        Hours.key(channel, 0),
                        Hours.key(channel, cutoffHour));
                if (key.isEmpty()) {
                  break;
                }
                seal(readings, channel, Hours.ofKey(key.get()));
                sealed++;
              }
            }
          }
          return sealed == HOURS_PER_TRANSACTION;
        });
  }

  private void seal(Readings readings, int channel, long hour) throws SQLException {
    write(readings, channel, hour);
    table.update("DELETE FROM hot WHERE id=?", Hours.key(channel, hour));
    // What holds beyond the hour belongs to the next one too, whether that has samples or not.
    boolean nextIsHot =
        table
            .first(
                "SELECT 1 FROM hot WHERE id=? LIMIT 1", row -> true, Hours.key(channel, hour + 1))
            .isPresent();
    if (!nextIsHot
        && (readings.before(channel, hour + 1).isPresent() || isSealed(channel, hour + 1))) {
      write(readings, channel, hour + 1);
    }
  }

  private boolean isSealed(int channel, long hour) throws SQLException {
    return table
        .first("SELECT 1 FROM minute WHERE id=?", row -> true, Hours.key(channel, hour))
        .isPresent();
  }

  private void write(Readings all, int channel, long hour) throws SQLException {
    long start = hour * Hours.HOUR_MS;
    long end = start + Hours.HOUR_MS;
    long key = Hours.key(channel, hour);
    List<Reading> own = all.ofHour(channel, hour);
    List<Reading> readings = new ArrayList<>();
    all.before(channel, hour).ifPresent(readings::add);
    readings.addAll(own);
    if (!own.isEmpty()) {
      byte[] second =
          own.size() > DENSE ? Blocks.packBuckets(Bucket.of(readings, start, end, 1_000)) : null;
      table.update(
          "INSERT OR REPLACE INTO block(id, n, raw, second) VALUES(?,?,?,?)",
          key,
          own.size(),
          Blocks.packReadings(own),
          second);
    }
    List<Bucket> minutes = Bucket.of(readings, start, end, Hours.MINUTE_MS);
    table.update(
        "INSERT OR REPLACE INTO minute(id, body) VALUES(?,?)", key, Blocks.packBuckets(minutes));
    List<Bucket> quarters = Bucket.sum(minutes, Hours.QUARTER_MS);
    replace(channel, Hours.QUARTER_MS, start, end, quarters);
    replace(channel, Hours.HOUR_MS, start, end, Bucket.sum(quarters, Hours.HOUR_MS));
    long day = Math.floorDiv(start, Hours.DAY_MS) * Hours.DAY_MS;
    List<Bucket> hours = Rollups.of(table, channel, Hours.HOUR_MS, day, day + Hours.DAY_MS);
    replace(channel, Hours.DAY_MS, day, day + Hours.DAY_MS, Bucket.sum(hours, Hours.DAY_MS));
  }

  private void replace(int channel, long lengthMs, long fromMs, long toMs, List<Bucket> buckets)
      throws SQLException {
    Rollups.delete(table, channel, lengthMs, fromMs, toMs);
    for (Bucket bucket : buckets) {
      Rollups.insert(table, channel, lengthMs, bucket);
    }
  }
}
