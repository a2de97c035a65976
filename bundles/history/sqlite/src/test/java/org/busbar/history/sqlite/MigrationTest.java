package org.busbar.history.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.busbar.api.control.Decision;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.history.History;
import org.busbar.api.history.HistoryBatch;
import org.busbar.api.history.HistoryException;
import org.busbar.api.history.HistoryQuery;
import org.busbar.api.site.HistoryConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.api.vocabulary.SiteId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files of every released version are opened and answer as they did. A file is recorded once, with
 * {@code -Dbusbar.recordHistory=FILE}, when a version is new; it is never recorded again.
 */
@Tag("DPL-07")
class MigrationTest {
  private static final SiteId SITE = new SiteId("local", "home");
  private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");
  private static final NodeId BAT = new NodeId("bat1");

  @TempDir Path home = Path.of("");

  private Path file() {
    return home.resolve("sites/local/home/history/history.db");
  }

  /** Two hours and a half, the first two of them sealed; 3 s apart, with a gap. */
  private static List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    for (int second = 0; second < 9_000; second += 3) {
      boolean gap = second >= 5_000 && second < 5_600;
      samples.add(
          new Sample(
              Address.of(BAT, Points.ACTIVE_POWER_W),
              gap ? Double.NaN : second % 700 / 10.0 - 20,
              gap ? Quality.INVALID : Quality.GOOD,
              0,
              Duration.ofSeconds(9).toNanos(),
              T0.plusSeconds(second)));
    }
    return samples;
  }

  private static Decision decision() {
    return new Decision(7, 100, T0.plusSeconds(9), List.of(), List.of(), List.of());
  }

  private static Event event() {
    return new Event(
        3, SITE, T0, 0, Severity.ALARM, "bat1", "device-silent", "No answer.", Map.of("forS", "9"));
  }

  private void record(Path to) throws Exception {
    try (SqliteHistory history = new SqliteHistory(home)) {
      history.append(SITE, new HistoryBatch(samples(), List.of(decision()), List.of(event())));
      history.maintain(SITE, T0.plusSeconds(9_000), HistoryConfig.USUAL);
    }
    try (Connection connection = Schema.open(file(), "DELETE")) {
      Schema.execute(connection, "VACUUM");
    }
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
      Files.copy(file(), out);
    }
  }

  private void unpack(String resource) throws IOException {
    Files.createDirectories(file().getParent());
    try (InputStream packed = MigrationTest.class.getResourceAsStream(resource)) {
      if (packed == null) {
        throw new IOException(resource + " is missing");
      }
      Files.copy(new GZIPInputStream(packed), file());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aFileOfEachVersionAnswersAsItDid(int version) throws Exception {
    String recordTo = System.getProperty("busbar.recordHistory");
    if (recordTo != null && version == Schema.VERSION) {
      record(Path.of(recordTo));
    } else {
      unpack("history-" + version + ".db.gz");
    }
    try (SqliteHistory history = new SqliteHistory(home)) {
      // Who only reads changes no file; the recorder writes at once.
      if (version < Schema.VERSION) {
        assertThrows(HistoryException.class, () -> history.events(SITE, T0, T0.plusSeconds(1), 1));
      }
      history.append(SITE, HistoryBatch.of(List.of()));
      List<History.Row> raw = rows(history, Duration.ZERO);
      List<Sample> expected = samples();
      assertEquals(expected.size(), raw.size());
      for (int i = 0; i < raw.size(); i++) {
        assertEquals(expected.get(i).measuredAt(), raw.get(i).start());
        assertEquals(expected.get(i).value(), raw.get(i).mean());
      }
      for (Duration resolution :
          List.of(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofDays(1))) {
        List<History.Row> rows = rows(history, resolution);
        assertEquals(8_406, rows.stream().mapToDouble(History.Row::knownS).sum(), 1e-6);
        assertEquals(
            33.2662,
            rows.stream().mapToDouble(row -> row.mean() * row.knownS() / 3600).sum(),
            1e-3);
      }
      assertEquals(List.of(decision()), history.decisions(SITE, T0, T0.plusSeconds(60), 10));
      assertEquals(List.of(event()), history.events(SITE, T0, T0.plusSeconds(60), 10));
      history.append(SITE, HistoryBatch.of(samples()));
      history.maintain(SITE, T0.plus(Duration.ofDays(1)), HistoryConfig.USUAL);
      assertEquals(expected.size(), rows(history, Duration.ZERO).size());
    }
    try (Connection connection = Schema.open(file())) {
      assertEquals(Schema.VERSION, Schema.number(connection, "PRAGMA user_version"));
    }
  }

  /** Archive files are read as they are, and become of this version when something is added. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anArchiveOfEachVersionIsReadAndTakesMore(int version) throws Exception {
    unpack("history-" + version + ".db.gz");
    Path archive = file().resolveSibling("archive").resolve("2026-03.db");
    Files.createDirectories(archive.getParent());
    Files.move(file(), archive);
    assertEquals(List.of(), Verification.of(archive).faults());
    try (SqliteHistory history = new SqliteHistory(home)) {
      history.append(SITE, HistoryBatch.of(samples().subList(2_400, 3_000)));
      history.maintain(SITE, T0.plus(Duration.ofDays(1)), HistoryConfig.USUAL);
      assertEquals(2, history.restore(SITE, T0, T0.plus(Duration.ofHours(2))));
      assertEquals(3, history.archive(SITE, T0.plus(Duration.ofDays(1))));
      assertEquals(2, history.restore(SITE, T0, T0.plus(Duration.ofHours(2))));
    }
    // Two hours and half an hour that were there, not sealed, and that half hour, sealed.
    Verification.Report report = Verification.of(archive);
    assertEquals(new Verification.Report(3, 2_400 + 600 + 600, List.of()), report);
    report = Verification.of(file());
    assertEquals(new Verification.Report(2, 2_400, List.of()), report);
  }

  private static List<History.Row> rows(SqliteHistory history, Duration resolution)
      throws Exception {
    HistoryQuery query =
        new HistoryQuery(
            SITE, BAT, "activePowerW", T0, T0.plus(Duration.ofDays(1)), resolution, 100_000);
    return history.history(query).orElseThrow().rows();
  }
}
