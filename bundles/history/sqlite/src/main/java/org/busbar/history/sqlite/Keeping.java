package org.busbar.history.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.busbar.api.site.HistoryConfig;

/** Ends what is past its retention; moves samples into archive files and back. */
final class Keeping {
  /** Little at once: samples of now wait meanwhile. */
  private static final int HOURS_AT_ONCE = 24;

  private final Table table;
  private final Path archives;

  Keeping(Table table, Path archives) {
    this.table = table;
    this.archives = archives;
  }

  /** Ends what is past its retention. */
  void apply(HistoryConfig config, Instant now) throws SQLException, IOException {
    long raw = hourBefore(now, config.samples());
    long second = hourBefore(now, config.seconds());
    long minute = hourBefore(now, config.minutes());
    if (config.archive()) {
      archive(raw);
    }
    table.transaction(
        () -> {
          for (int channel : channels()) {
            if (!config.archive()) {
              // Where samples are no denser than 1 s they are the tier of 1 s and stay with it.
              table.update(
                  "UPDATE block SET raw=NULL"
                      + " WHERE id>=? AND id<? AND second IS NOT NULL AND raw IS NOT NULL",
                  Hours.key(channel, 0),
                  Hours.key(channel, Math.max(0, raw)));
              end("block", channel, second);
            }
            end("minute", channel, minute);
          }
          if (!config.archive()) {
            floor("raw", raw);
            floor("second", second);
          }
          floor("minute", minute);
          endRollups("quarter", Hours.QUARTER_MS, now.minus(config.quarterHours()));
          endRollups("hour", Hours.HOUR_MS, now.minus(config.hours()));
          endRollups("day", Hours.DAY_MS, now.minus(config.days()));
          long decisions = now.minus(config.decisions()).toEpochMilli();
          table.update("DELETE FROM decisions WHERE start<?", decisions);
          table.update("DELETE FROM decision WHERE at<?", decisions);
          table.update("DELETE FROM event WHERE at<?", now.minus(config.events()).toEpochMilli());
          return true;
        });
  }

  private static long hourBefore(Instant now, Duration kept) {
    return Hours.of(now.minus(kept).toEpochMilli());
  }

  private void end(String kept, int channel, long hour) throws SQLException {
    table.update(
        "DELETE FROM " + kept + " WHERE id>=? AND id<?",
        Hours.key(channel, 0),
        Hours.key(channel, Math.max(0, hour)));
  }

  /** By whole days: a day is not summed up again once some of its hours are gone. */
  private void endRollups(String tier, long lengthMs, Instant before) throws SQLException {
    long day = Math.max(0, Math.floorDiv(before.toEpochMilli(), Hours.DAY_MS));
    for (int channel : channels()) {
      Rollups.delete(table, channel, lengthMs, 0, day * Hours.DAY_MS);
    }
    floor(tier, day * Hours.DAY_MS / Hours.HOUR_MS);
  }

  private void floor(String tier, long hour) throws SQLException {
    table.update(
        "INSERT INTO floor(tier, ms) VALUES(?,?)"
            + " ON CONFLICT(tier) DO UPDATE SET ms=max(ms, excluded.ms)",
        tier,
        hour * Hours.HOUR_MS);
  }

  private List<Integer> channels() throws SQLException {
    return table.list("SELECT id FROM channel", row -> row.getInt(1));
  }

  /** A sealed hour of a channel. */
  private record Kept(long hour, int n, byte[] raw, byte[] second) {}

  /**
   * Moves blocks before an hour into one file per month. A file is complete on disk before anything
   * is deleted here: after a crash in between a block is in both, and the one here holds.
   */
  long archive(long beforeHour) throws SQLException, IOException {
    TreeSet<Long> hours = new TreeSet<>();
    for (int channel : channels()) {
      hours.addAll(
          table.list(
              "SELECT id FROM block WHERE id>=? AND id<?",
              row -> Hours.ofKey(row.getLong(1)),
              Hours.key(channel, 0),
              Hours.key(channel, Math.max(0, beforeHour))));
    }
    TreeMap<Path, long[]> months = new TreeMap<>();
    for (long hour : hours) {
      long[] range =
          months.computeIfAbsent(
              Readings.archiveOf(archives, hour), file -> new long[] {hour, hour + 1});
      range[1] = hour + 1;
    }
    long moved = 0;
    for (var month : months.entrySet()) {
      Files.createDirectories(archives);
      try (Table archive = Table.writing(month.getKey(), "DELETE")) {
        long toHour = month.getValue()[1];
        for (long hour = month.getValue()[0]; hour < toHour; hour += HOURS_AT_ONCE) {
          moved += move(archive, hour, Math.min(toHour, hour + HOURS_AT_ONCE));
        }
      }
    }
    return moved;
  }

  /** The archive commits within the transaction here: what is deleted is what was copied. */
  private long move(Table archive, long fromHour, long toHour) throws SQLException {
    return table.transaction(
        () -> {
          archive.transaction(
              () -> {
                for (int channel : channels()) {
                  int there = Channels.giveIn(archive, table, channel);
                  for (Kept kept : blocks(table, channel, fromHour, toHour)) {
                    insert(archive, "INSERT OR REPLACE", there, kept);
                  }
                }
                return true;
              });
          long moved = 0;
          for (int channel : channels()) {
            moved +=
                table.update(
                    "DELETE FROM block WHERE id>=? AND id<?",
                    Hours.key(channel, fromHour),
                    Hours.key(channel, toHour));
          }
          return moved;
        });
  }

  /** Copies blocks of a range back; what is here already holds. */
  long restore(long fromHour, long toHour) throws SQLException, IOException {
    long restored = 0;
    for (long hour = fromHour; hour < toHour; ) {
      Path file = Readings.archiveOf(archives, hour);
      long next = hour;
      while (next < toHour && Readings.archiveOf(archives, next).equals(file)) {
        next++;
      }
      if (Files.exists(file)) {
        restored += restore(file, hour, next);
      }
      hour = next;
    }
    return restored;
  }

  private long restore(Path file, long fromHour, long toHour) throws SQLException {
    try (Table archive = Table.reading(file)) {
      return table.transaction(
          () -> {
            long restored = 0;
            for (int there : archive.list("SELECT id FROM channel", row -> row.getInt(1))) {
              int here = Channels.giveIn(table, archive, there);
              for (Kept kept : blocks(archive, there, fromHour, toHour)) {
                restored += insert(table, "INSERT OR IGNORE", here, kept);
              }
            }
            return restored;
          });
    }
  }

  private static List<Kept> blocks(Table from, int channel, long fromHour, long toHour)
      throws SQLException {
    return from.list(
        "SELECT id, n, raw, second FROM block WHERE id>=? AND id<?",
        row ->
            new Kept(Hours.ofKey(row.getLong(1)), row.getInt(2), row.getBytes(3), row.getBytes(4)),
        Hours.key(channel, fromHour),
        Hours.key(channel, toHour));
  }

  private static int insert(Table to, String how, int channel, Kept kept) throws SQLException {
    return to.update(
        how + " INTO block(id, n, raw, second) VALUES(?,?,?,?)",
        Hours.key(channel, kept.hour()),
        kept.n(),
        kept.raw(),
        kept.second());
  }
}
