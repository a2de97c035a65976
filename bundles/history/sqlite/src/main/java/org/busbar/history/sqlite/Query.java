package org.busbar.history.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.busbar.api.history.History;
import org.busbar.api.history.HistoryQuery;
import org.busbar.api.vocabulary.Unit;

/** Answers a query from the coarsest tier that can, and from samples where they are not sealed. */
final class Query {
  private static final long[] LENGTHS_MS = {
    Hours.DAY_MS, Hours.HOUR_MS, Hours.QUARTER_MS, Hours.MINUTE_MS, 1_000
  };

  private final Table table;
  private final Readings readings;

  /** Within one transaction of the table, so that it sees one state. */
  Query(Table table, Readings readings) {
    this.table = table;
    this.readings = readings;
  }

  private record Channel(int id, Unit unit) {}

  Optional<History> answer(HistoryQuery query) throws SQLException {
    Optional<Channel> found =
        table.first(
            "SELECT id, unit FROM channel WHERE node=? AND point=?",
            row -> new Channel(row.getInt(1), Unit.ofSymbol(row.getString(2)).orElse(Unit.NONE)),
            query.node().value(),
            query.point());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Channel channel = found.get();
    Duration resolution = kept(query);
    List<History.Row> rows =
        resolution.isZero()
            ? samples(channel.id(), query)
            : buckets(channel.id(), query, resolution.toMillis());
    List<History.Row> limited = rows.subList(0, Math.min(rows.size(), query.limit()));
    return Optional.of(new History(channel.unit(), resolution, limited));
  }

  /** What was asked for, or the next coarser tier that still covers the begin of the range. */
  private Duration kept(HistoryQuery query) throws SQLException {
    long fromMs = query.from().toEpochMilli();
    long lengthMs = query.resolution().toMillis();
    if (lengthMs == 0 && fromMs < floor("raw")) {
      lengthMs = 1_000;
    }
    if (lengthMs > 0 && lengthMs % Hours.MINUTE_MS != 0 && fromMs < floor("second")) {
      lengthMs = Hours.MINUTE_MS;
    }
    if (lengthMs > 0 && lengthMs % Hours.QUARTER_MS != 0 && fromMs < floor("minute")) {
      lengthMs = Hours.QUARTER_MS;
    }
    if (lengthMs > 0 && lengthMs % Hours.HOUR_MS != 0 && fromMs < floor("quarter")) {
      lengthMs = Hours.HOUR_MS;
    }
    if (lengthMs > 0 && lengthMs % Hours.DAY_MS != 0 && fromMs < floor("hour")) {
      lengthMs = Hours.DAY_MS;
    }
    return Duration.ofMillis(lengthMs);
  }

  private long floor(String tier) throws SQLException {
    return table
        .first("SELECT ms FROM floor WHERE tier=?", row -> row.getLong(1), tier)
        .orElse(Long.MIN_VALUE);
  }

  private List<History.Row> samples(int channel, HistoryQuery query) throws SQLException {
    long fromMs = query.from().toEpochMilli();
    long toMs = query.to().toEpochMilli();
    List<History.Row> rows = new ArrayList<>();
    for (long hour : hours(channel, fromMs, toMs)) {
      for (Reading reading : readings.ofHour(channel, hour)) {
        if (reading.atMs() >= fromMs && reading.atMs() < toMs) {
          double value = reading.value();
          Instant at = Instant.ofEpochMilli(reading.atMs());
          rows.add(new History.Row(at, value, value, value, 1, 0));
        }
      }
      if (rows.size() >= query.limit()) {
        break;
      }
    }
    return rows;
  }

  private List<History.Row> buckets(int channel, HistoryQuery query, long lengthMs)
      throws SQLException {
    long tierMs = 1_000;
    for (long candidate : LENGTHS_MS) {
      if (lengthMs % candidate == 0) {
        tierMs = candidate;
        break;
      }
    }
    long fromMs = Math.floorDiv(query.from().toEpochMilli(), lengthMs) * lengthMs;
    long toMs = -Math.floorDiv(-query.to().toEpochMilli(), lengthMs) * lengthMs;
    List<Bucket> fine = tier(channel, tierMs, fromMs, toMs);
    List<Bucket> sums = lengthMs == tierMs ? fine : Bucket.sum(fine, lengthMs);
    List<History.Row> rows = new ArrayList<>(sums.size());
    for (Bucket bucket : sums) {
      rows.add(
          new History.Row(
              Instant.ofEpochMilli(bucket.startMs()),
              bucket.integral() / bucket.knownMs(),
              bucket.min(),
              bucket.max(),
              bucket.n(),
              bucket.knownMs() / 1e3));
    }
    return rows;
  }

  /** Buckets of a tier that begin in a range. */
  private List<Bucket> tier(int channel, long tierMs, long fromMs, long toMs) throws SQLException {
    Set<Long> open = openHours(channel, fromMs, toMs);
    if (tierMs == Hours.DAY_MS && !open.isEmpty()) {
      return Bucket.sum(tier(channel, Hours.HOUR_MS, fromMs, toMs), Hours.DAY_MS);
    }
    List<Bucket> buckets = new ArrayList<>();
    for (Bucket bucket : sealed(channel, tierMs, fromMs, toMs, open)) {
      if (!open.contains(Hours.of(bucket.startMs()))) {
        buckets.add(bucket);
      }
    }
    for (long hour : open) {
      buckets.addAll(readings.buckets(channel, hour, tierMs));
    }
    buckets.removeIf(bucket -> bucket.startMs() < fromMs || bucket.startMs() >= toMs);
    buckets.sort(Comparator.comparingLong(Bucket::startMs));
    return buckets;
  }

  private List<Bucket> sealed(int channel, long tierMs, long fromMs, long toMs, Set<Long> open)
      throws SQLException {
    if (tierMs >= Hours.QUARTER_MS) {
      return Rollups.of(table, channel, tierMs, fromMs, toMs);
    }
    long first = Hours.key(channel, Hours.of(fromMs));
    long last = Hours.key(channel, Hours.upTo(toMs));
    List<Bucket> buckets = new ArrayList<>();
    if (tierMs == Hours.MINUTE_MS) {
      table
          .list(
              "SELECT body FROM minute WHERE id>=? AND id<? ORDER BY id",
              row -> row.getBytes(1),
              first,
              last)
          .forEach(body -> buckets.addAll(Blocks.unpackBuckets(body)));
      return buckets;
    }
    Map<Long, byte[]> dense = new HashMap<>();
    table.list(
        "SELECT id, second FROM block WHERE id>=? AND id<? AND second IS NOT NULL",
        row -> dense.put(Hours.ofKey(row.getLong(1)), row.getBytes(2)),
        first,
        last);
    for (long hour : hours(channel, fromMs, toMs)) {
      if (!open.contains(hour)) {
        byte[] packed = dense.get(hour);
        buckets.addAll(
            packed == null ? readings.buckets(channel, hour, 1_000) : Blocks.unpackBuckets(packed));
      }
    }
    return buckets;
  }

  /** Hours that may hold something: those that are sealed and those that are open. */
  private Set<Long> hours(int channel, long fromMs, long toMs) throws SQLException {
    Set<Long> hours = openHours(channel, fromMs, toMs);
    hours.addAll(
        table.list(
            "SELECT id FROM minute WHERE id>=? AND id<?",
            row -> Hours.ofKey(row.getLong(1)),
            Hours.key(channel, Hours.of(fromMs)),
            Hours.key(channel, Hours.upTo(toMs))));
    return hours;
  }

  /** Hours of a range whose roll-ups do not hold yet, because hot samples lie in or before them. */
  private Set<Long> openHours(int channel, long fromMs, long toMs) throws SQLException {
    Set<Long> open = new TreeSet<>();
    long end = Hours.upTo(toMs);
    table
        .list(
            "SELECT DISTINCT id FROM hot WHERE id>=? AND id<?",
            row -> Hours.ofKey(row.getLong(1)),
            Hours.key(channel, Hours.of(fromMs) - 1),
            Hours.key(channel, end))
        .forEach(
            hour -> {
              open.add(hour);
              open.add(hour + 1);
            });
    open.remove(Hours.of(fromMs) - 1);
    open.remove(end);
    return open;
  }
}
