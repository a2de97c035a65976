package org.busbar.history.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.busbar.api.control.Decision;
import org.busbar.api.events.Event;
import org.busbar.api.history.History;
import org.busbar.api.history.HistoryBatch;
import org.busbar.api.history.HistoryQuery;
import org.busbar.api.site.HistoryConfig;
import org.busbar.api.vocabulary.SiteId;

/** The files of one site: one connection writes, another reads beside it. Thread-safe. */
final class SiteStore implements AutoCloseable {
  /** How long a complete hour waits for what is late, before it is sealed. */
  private static final Duration GRACE = Duration.ofMinutes(2);

  private final SiteId site;
  private final Path archives;
  private final Table writing;
  private final Table reading;
  private final Appender appender;
  private final Object writeLock = new Object();
  private final Object readLock = new Object();
  private long sealedHour = Long.MIN_VALUE;
  private long keptHour = Long.MIN_VALUE;
  private HistoryConfig kept = HistoryConfig.USUAL;
  private boolean late;

  SiteStore(SiteId site, Path folder) throws SQLException, IOException {
    this.site = site;
    Files.createDirectories(folder);
    Path file = folder.resolve("history.db");
    archives = folder.resolve("archive");
    writing = Table.writing(file, "WAL");
    reading = Table.reading(file);
    appender = new Appender(writing);
  }

  void append(HistoryBatch batch) throws SQLException {
    synchronized (writeLock) {
      try {
        long oldestMs = writing.transaction(() -> appender.append(batch));
        late |= oldestMs != Long.MAX_VALUE && Hours.of(oldestMs) < sealedHour;
      } catch (SQLException | RuntimeException e) {
        appender.forget();
        throw e;
      }
    }
  }

  Optional<History> history(HistoryQuery query) throws SQLException {
    synchronized (readLock) {
      return reading.transaction(
          () -> {
            try (Readings readings = new Readings(reading, archives)) {
              return new Query(reading, readings).answer(query);
            }
          });
    }
  }

  List<Decision> decisions(Instant from, Instant to, int limit) throws SQLException {
    synchronized (readLock) {
      return reading.transaction(() -> Records.decisions(reading, from, to, limit));
    }
  }

  List<Event> events(Instant from, Instant to, int limit) throws SQLException {
    synchronized (readLock) {
      return reading.transaction(() -> Records.events(reading, site, from, to, limit));
    }
  }

  void maintain(Instant now, HistoryConfig config) throws SQLException, IOException {
    long cutoffMs = now.minus(GRACE).toEpochMilli();
    long cutoffHour = Hours.of(cutoffMs);
    // Each part is a transaction of its own; batches come in between.
    boolean more = isDue(cutoffHour);
    while (more) {
      synchronized (writeLock) {
        more = new Sealer(writing, archives).sealSome(cutoffHour);
      }
    }
    more = true;
    while (more) {
      synchronized (writeLock) {
        more = Records.packOldest(writing, cutoffMs);
      }
    }
    synchronized (writeLock) {
      if (keptHour != cutoffHour || !config.equals(kept)) {
        ArchiveFolder.place(archives, config.folder().map(this::ofSite));
        new Keeping(writing, archives).apply(config, now);
        keptHour = cutoffHour;
        kept = config;
      }
    }
  }

  private Path ofSite(String folder) {
    return Path.of(folder).resolve(site.org()).resolve(site.site());
  }

  private boolean isDue(long cutoffHour) {
    synchronized (writeLock) {
      boolean due = late || cutoffHour != sealedHour;
      late = false;
      sealedHour = cutoffHour;
      return due;
    }
  }

  long archive(Instant before) throws SQLException, IOException {
    synchronized (writeLock) {
      return new Keeping(writing, archives).archive(Hours.of(before.toEpochMilli()));
    }
  }

  long restore(Instant from, Instant to) throws SQLException, IOException {
    synchronized (writeLock) {
      return new Keeping(writing, archives)
          .restore(Hours.of(from.toEpochMilli()), Hours.upTo(to.toEpochMilli()));
    }
  }

  /** Lets the file grow to so many pages only; for tests of a full disk. */
  void limitPages(int pages) throws SQLException {
    synchronized (writeLock) {
      Schema.number(writing.connection(), "PRAGMA max_page_count=" + pages);
    }
  }

  @Override
  public void close() throws SQLException {
    synchronized (readLock) {
      reading.close();
    }
    synchronized (writeLock) {
      writing.close();
    }
  }
}
