package org.busbar.history.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
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
    List<Reading> hot = hot(channel, hour);
    Optional<byte[]> packed = block(channel, hour);
    if (packed.isEmpty()) {
      return hot;
    }
    List<Reading> sealed = Blocks.unpackReadings(packed.get());
    return hot.isEmpty() ? sealed : merged(sealed, hot);
  }

  private static List<Reading> merged(Collection<Reading> sealed, Collection<Reading> hot) {
    TreeMap<Long, Reading> byTime = new TreeMap<>();
    sealed.forEach(reading -> byTime.put(reading.atMs(), reading));
    hot.forEach(reading -> byTime.put(reading.atMs(), reading));
    return new ArrayList<>(byTime.values());
  }

  private List<Reading> hot(int channel, long hour) throws SQLException {
    return table.list(
        "SELECT at, value, hold, quality FROM hot WHERE channel=? AND at>=? AND at<? ORDER BY at",
        Readings::reading,
        channel,
        hour * Hours.HOUR_MS,
        (hour + 1) * Hours.HOUR_MS);
  }

  private static Reading reading(ResultSet row) throws SQLException {
    double stored = row.getDouble(2);
    double value = row.wasNull() ? Double.NaN : stored;
    return new Reading(row.getLong(1), value, row.getInt(3), row.getInt(4));
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
      archive =
          Files.exists(file)
              ? Optional.of(new Table(Schema.openForReading(file)))
              : Optional.empty();
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
