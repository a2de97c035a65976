package org.busbar.history.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.busbar.api.history.History;
import org.busbar.api.history.HistoryBatch;
import org.busbar.api.history.HistoryException;
import org.busbar.api.history.HistoryStore;
import org.busbar.api.site.HistoryConfig;
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
    store.maintain(SITE, T0.plus(Duration.ofHours(60)), HistoryConfig.USUAL);
    store.close();
    try (Connection connection = Schema.open(file())) {
      Schema.execute(connection, "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)");
    }
    double bytes = (double) Files.size(file()) / samples.size();
    assertTrue(bytes <= 3, bytes + " bytes per sample");
  }

  private static HistoryConfig keeping(Duration fine, Duration quarters, Duration hours) {
    Duration ever = HistoryConfig.FOR_EVER;
    return new HistoryConfig(
        fine, fine, fine, quarters, hours, ever, fine, fine, false, Optional.empty());
  }

  /** Resolution and energy of the first day, asked for by 15 minutes. */
  private String firstDay() throws HistoryException {
    History day = ask(0, 86_400_000, Duration.ofMinutes(15));
    double wattHours =
        day.rows().stream().mapToDouble(row -> row.mean() * row.knownS() / 3600).sum();
    return "%s %.6f".formatted(day.resolution(), wattHours);
  }

  @Test
  void eachTierEndsInItsOwnTimeAndWhatIsLateThenDoesNotSpoilTheDay() throws Exception {
    List<Sample> samples = anOrdinaryDay(7);
    store.append(SITE, HistoryBatch.of(samples));
    store.maintain(SITE, T0.plus(Duration.ofHours(60)), HistoryConfig.USUAL);
    String whole = firstDay();
    Duration ten = Duration.ofDays(10);
    Instant then = T0.plus(Duration.ofDays(20));
    store.maintain(SITE, then, keeping(ten, ten, HistoryConfig.FOR_EVER));
    assertEquals(whole.replace("PT15M", "PT1H"), firstDay());
    store.maintain(SITE, then, keeping(ten, ten, ten));
    assertEquals(whole.replace("PT15M", "PT24H"), firstDay());
    store.append(SITE, HistoryBatch.of(samples.subList(0, 10)));
    store.maintain(SITE, then.plus(Duration.ofDays(1)), keeping(ten, ten, ten));
    assertEquals(whole.replace("PT15M", "PT24H"), firstDay());
  }
}
