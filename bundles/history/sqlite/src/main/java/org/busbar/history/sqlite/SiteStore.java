package org.busbar.history.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.busbar.api.control.Decision;
import org.busbar.api.events.Event;
import org.busbar.api.history.History;
import org.busbar.api.history.HistoryBatch;
import org.busbar.api.history.HistoryQuery;
import org.busbar.api.site.HistoryConfig;
import org.busbar.api.vocabulary.SiteId;
import org.jspecify.annotations.Nullable;

/** The files of one site: one connection writes, another reads beside it. Thread-safe. */
final class SiteStore implements AutoCloseable {
  /** How long a complete hour waits for what is late, before it is sealed. */
  private static final Duration GRACE = Duration.ofMinutes(2);

  private final SiteId site;
  private final Path file;
  private final Path archives;
  private @Nullable Writer writer;
  private @Nullable Table reader;
  private final Object writeLock = new Object();
  private final Object readLock = new Object();
  private long sealedHour = Long.MIN_VALUE;
  private long keptHour = Long.MIN_VALUE;
  private HistoryConfig kept = HistoryConfig.USUAL;
  private boolean late;

  /** What writes the file, as long as nobody else is to. */
  private record Writer(Table table, Appender appender) {}

  SiteStore(SiteId site, Path folder) {
    this.site = site;
    file = folder.resolve("history.db");
    archives = folder.resolve("archive");
  }

  /** Opens the file for writing where it is not; makes or migrates it. */
  private Writer writer() throws SQLException {
    Writer now = writer;
    if (now == null) {
      try {
        Files.createDirectories(file.getParent());
      } catch (IOException e) {
        throw new SQLException(e.getMessage(), e);
      }
      Table table = Table.writing(file, "WAL");
      now = new Writer(table, new Appender(table));
      writer = now;
    }
    return now;
  }

  private Table writing() throws SQLException {
    return writer().table();
  }

  /** Reads what is there, empty where nothing was ever written. */
  private <T> Optional<T> read(Reads<T> question) throws SQLException {
    synchronized (readLock) {
      Table now = reader;
      if (now == null) {
        if (!Files.exists(file)) {
          return Optional.empty();
        }
        now = readable();
        reader = now;
      }
      Table table = now;
      return Optional.of(table.transaction(() -> question.of(table)));
    }
  }

  /** A file of another version is left as it is: only who writes it may change it. */
  private Table readable() throws SQLException {
    Table table = Table.reading(file);
    int version = version(table);
    if (version < Schema.VERSION) {
      // It may just be made: whoever makes it here is waited for.
      synchronized (writeLock) {
        version = version(table);
      }
    }
    if (version != Schema.VERSION) {
      table.close();
      throw new SQLException(file + " is of version " + version + ", not yet of " + Schema.VERSION);
    }
    return table;
  }

  private static int version(Table table) throws SQLException {
    return Schema.number(table.connection(), "PRAGMA user_version");
  }

  private interface Reads<T> {
    T of(Table table) throws SQLException;
  }

  void append(HistoryBatch batch) throws SQLException {
    synchronized (writeLock) {
      Writer now = writer();
      Appender appender = now.appender();
      try {
        long oldestMs = now.table().transaction(() -> appender.append(batch));
        late |= oldestMs != Long.MAX_VALUE && Hours.of(oldestMs) < sealedHour;
      } catch (SQLException | RuntimeException e) {
        appender.forget();
        throw e;
      }
    }
  }

  Optional<History> history(HistoryQuery query) throws SQLException {
    return read(table -> {
          try (Readings readings = new Readings(table, archives)) {
            return new Query(table, readings).answer(query);
          }
        })
        .flatMap(Function.identity());
  }

  List<Decision> decisions(Instant from, Instant to, int limit) throws SQLException {
    return read(table -> Records.decisions(table, from, to, limit)).orElse(List.of());
  }

  List<Event> events(Instant from, Instant to, int limit) throws SQLException {
    return read(table -> Records.events(table, site, from, to, limit)).orElse(List.of());
  }

  /** Lets others write the file: closes what writes it until the next use. Reading goes on. */
  void pause() throws SQLException {
    synchronized (writeLock) {
      Writer now = writer;
      writer = null;
      // Whoever writes meanwhile leaves what is to be sealed.
      sealedHour = Long.MIN_VALUE;
      keptHour = Long.MIN_VALUE;
      if (now != null) {
        now.table().close();
      }
    }
  }

  void maintain(Instant now, HistoryConfig config) throws SQLException, IOException {
    long cutoffMs = now.minus(GRACE).toEpochMilli();
    long cutoffHour = Hours.of(cutoffMs);
    // Each part is a transaction of its own; batches come in between.
    boolean more = isDue(cutoffHour);
    while (more) {
      synchronized (writeLock) {
        more = new Sealer(writing(), archives).sealSome(cutoffHour);
      }
    }
    more = true;
    while (more) {
      synchronized (writeLock) {
        more = Records.packOldest(writing(), cutoffMs);
      }
    }
    synchronized (writeLock) {
      if (keptHour != cutoffHour || !config.equals(kept)) {
        ArchiveFolder.place(archives, config.folder().map(this::ofSite));
        new Keeping(writing(), archives).apply(config, now);
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
      return new Keeping(writing(), archives).archive(Hours.of(before.toEpochMilli()));
    }
  }

  long restore(Instant from, Instant to) throws SQLException, IOException {
    synchronized (writeLock) {
      return new Keeping(writing(), archives)
          .restore(Hours.of(from.toEpochMilli()), Hours.upTo(to.toEpochMilli()));
    }
  }

  /** Lets the file grow to so many pages only; for tests of a full disk. */
  void limitPages(int pages) throws SQLException {
    synchronized (writeLock) {
      Schema.number(writing().connection(), "PRAGMA max_page_count=" + pages);
    }
  }

  @Override
  public void close() throws SQLException {
    synchronized (readLock) {
      Table now = reader;
      reader = null;
      if (now != null) {
        now.close();
      }
    }
    pause();
  }
}
