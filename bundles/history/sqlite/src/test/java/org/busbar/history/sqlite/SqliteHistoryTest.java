package org.busbar.history.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.busbar.api.history.HistoryBatch;
import org.busbar.api.history.HistoryException;
import org.busbar.api.history.HistoryStore;
import org.busbar.api.history.Retention;
import org.busbar.api.vocabulary.Sample;
import org.busbar.testkit.api.HistoryStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteHistoryTest extends HistoryStoreContract {
  @TempDir Path home = Path.of("");

  private SqliteHistory store = new SqliteHistory(home);

  @BeforeEach
  void open() {
    store = new SqliteHistory(home);
  }

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  @Override
  protected HistoryStore store() {
    return store;
  }

  @Override
  protected void reopen() throws Exception {
    store.close();
    store = new SqliteHistory(home);
  }

  private Path file() {
    return home.resolve("sites/local/home/history/history.db");
  }

  @Test
  void aFullDiskLosesNothingThatWasKeptAndWritingResumes() throws Exception {
    List<Sample> samples = anOrdinaryDay(11);
    store.append(SITE, HistoryBatch.of(samples.subList(0, 100)));
    store.limitPages(SITE, 1);
    assertThrows(HistoryException.class, () -> store.append(SITE, HistoryBatch.of(samples)));
    assertEquals(100, ask(0, 86_400_000, Duration.ZERO).rows().size());
    store.limitPages(SITE, 1_000_000);
    store.append(SITE, HistoryBatch.of(samples));
    assertEquals(samples.size(), ask(0, 2 * 86_400_000, Duration.ZERO).rows().size());
  }

  @Test
  void aFileOfALaterReleaseIsLeftAlone() throws Exception {
    store.append(SITE, HistoryBatch.of(List.of(power(0, 1, 1_000))));
    store.close();
    try (Connection connection = Schema.open(file())) {
      Schema.execute(connection, "PRAGMA user_version=" + (Schema.VERSION + 1));
    }
    store = new SqliteHistory(home);
    HistoryException refused =
        assertThrows(
            HistoryException.class,
            () -> store.append(SITE, HistoryBatch.of(List.of(power(0, 1, 1_000)))));
    assertTrue(refused.getMessage().contains("version"), refused.getMessage());
  }

  @Test
  void aSampleTakesAtMostThreeBytes() throws Exception {
    List<Sample> samples = anOrdinaryDay(12);
    store.append(SITE, HistoryBatch.of(samples));
    store.maintain(SITE, T0.plus(Duration.ofHours(60)), Retention.DEFAULT);
    store.close();
    try (Connection connection = Schema.open(file())) {
      Schema.execute(connection, "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)");
    }
    double bytes = (double) Files.size(file()) / samples.size();
    assertTrue(bytes <= 3, bytes + " bytes per sample");
  }
}
