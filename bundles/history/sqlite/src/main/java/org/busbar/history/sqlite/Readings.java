package org.busbar.history.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Readings of an hour, wherever they are: hot, sealed or archived. Used by one thread at a time.
 */
final class Readings implements AutoCloseable {
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("yyyy-MM").withZone(ZoneOffset.UTC);

  private final Table table;
  private final Path archives;
  private final Map<Path, Optional<Table>> opened = new HashMap<>();

  /** An hour that was read: mostly it is asked for again, as the one before the next. */
  private record Read(int channel, long hour, List<Reading> readings) {
    boolean is(int otherChannel, long otherHour) {
      return channel == otherChannel && hour == otherHour;
    }
  }

  private Read last = new Read(-1, 0, List.of());
  private Read beforeLast = last;

  Readings(Table table, Path archives) {
    this.table = table;
    this.archives = archives;
  }

  /** File that archived samples of an hour are in. */
  static Path archiveOf(Path archives, long hour) {
    return archives.resolve(MONTH.format(Instant.ofEpochMilli(hour * Hours.HOUR_MS)) + ".db");
  }

  /** All readings of an hour, ordered by time; what is hot replaces what is sealed. */
  List<Reading> ofHour(int channel, long hour) throws SQLException {
    if (!last.is(channel, hour)) {
      Read found =
          beforeLast.is(channel, hour) ? beforeLast : new Read(channel, hour, read(channel, hour));
      beforeLast = last;
      last = found;
    }
    return last.readings;
  }

  private List<Reading> read(int channel, long hour) throws SQLException {
    List<Reading> hot = hot(channel, hour);
    Optional<byte[]> packed = block(channel, hour);
    if (packed.isEmpty()) {
      return hot;
    }
    List<Reading> all = Blocks.unpackReadings(packed.get());
    all.addAll(hot);
    return ordered(all);
  }

  /** Ordered by time; of several of the same millisecond the last one holds. */
  static List<Reading> ordered(List<Reading> readings) {
    for (int i = 1; i < readings.size(); i++) {
      if (readings.get(i).atMs() <= readings.get(i - 1).atMs()) {
        TreeMap<Long, Reading> byTime = new TreeMap<>();
        readings.forEach(reading -> byTime.put(reading.atMs(), reading));
        return new ArrayList<>(byTime.values());
      }
    }
    return readings;
  }

  private List<Reading> hot(int channel, long hour) throws SQLException {
    List<Reading> hot = new ArrayList<>();
    table
        .list(
            "SELECT body FROM hot WHERE id=? ORDER BY piece",
            row -> row.getBytes(1),
            Hours.key(channel, hour))
        .forEach(piece -> hot.addAll(Blocks.unpackPiece(piece)));
    return ordered(hot);
  }

  private Optional<byte[]> block(int channel, long hour) throws SQLException {
    Optional<Optional<byte[]>> here =
        table.first(
            "SELECT raw FROM block WHERE id=?",
            row -> Optional.ofNullable(row.getBytes(1)),
            Hours.key(channel, hour));
    return here.isPresent() ? here.get() : archived(channel, hour);
  }

  private Optional<byte[]> archived(int channel, long hour) throws SQLException {
    Path file = archiveOf(archives, hour);
    Optional<Table> archive = opened.get(file);
    if (archive == null) {
      archive = Files.exists(file) ? Optional.of(Table.reading(file)) : Optional.empty();
      opened.put(file, archive);
    }
    if (archive.isEmpty()) {
      return Optional.empty();
    }
    Optional<Integer> there = Channels.in(archive.get(), table, channel);
    return there.isEmpty()
        ? Optional.empty()
        : archive
            .get()
            .first(
                "SELECT raw FROM block WHERE id=?",
                row -> row.getBytes(1),
                Hours.key(there.get(), hour));
  }

  /** The last reading before an hour that can reach into it. */
  Optional<Reading> before(int channel, long hour) throws SQLException {
    List<Reading> previous = ofHour(channel, hour - 1);
    return previous.isEmpty() || previous.getLast().endMs() <= hour * Hours.HOUR_MS
        ? Optional.empty()
        : Optional.of(previous.getLast());
  }

  /** Buckets of an hour, computed from its readings and what reaches into it. */
  List<Bucket> buckets(int channel, long hour, long lengthMs) throws SQLException {
    List<Reading> readings = new ArrayList<>();
    before(channel, hour).ifPresent(readings::add);
    readings.addAll(ofHour(channel, hour));
    long start = hour * Hours.HOUR_MS;
    return Bucket.of(readings, start, start + Hours.HOUR_MS, lengthMs);
  }

  @Override
  public void close() throws SQLException {
    for (Optional<Table> archive : opened.values()) {
      if (archive.isPresent()) {
        archive.get().close();
      }
    }
  }
}
