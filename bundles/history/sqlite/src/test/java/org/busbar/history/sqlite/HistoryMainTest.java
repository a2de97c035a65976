package org.busbar.history.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.busbar.api.history.HistoryBatch;
import org.busbar.api.history.HistoryQuery;
import org.busbar.api.site.HistoryConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.api.vocabulary.SiteId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryMainTest {
  private static final SiteId SITE = new SiteId("local", "home");
  private static final NodeId BAT = new NodeId("bat1");
  private static final Instant T0 = Instant.parse("2026-03-30T00:00:00Z");
  private static final int DAYS = 4;

  @TempDir Path home = Path.of("");

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  /** Four days of a sample a minute, across the end of a month. */
  @BeforeEach
  void fourDays() throws Exception {
    List<Sample> samples = new ArrayList<>();
    for (int minute = 0; minute < DAYS * 1_440; minute++) {
      samples.add(
          new Sample(
              Address.of(BAT, Points.ACTIVE_POWER_W),
              minute % 977 / 10.0,
              Quality.GOOD,
              0,
              Duration.ofSeconds(90).toNanos(),
              T0.plus(Duration.ofMinutes(minute))));
    }
    try (SqliteHistory history = new SqliteHistory(home)) {
      history.append(SITE, HistoryBatch.of(samples));
      history.maintain(SITE, T0.plus(Duration.ofDays(DAYS).plusHours(1)), HistoryConfig.USUAL);
    }
  }

  private int run(String... args) throws Exception {
    said.reset();
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--home", home.toString()));
    return new HistoryMain(new PrintStream(said, true, StandardCharsets.UTF_8)).run(all);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  private Path folder() {
    return home.resolve("sites/local/home/history");
  }

  private static HistoryQuery everything() {
    Instant end = T0.plus(Duration.ofDays(DAYS));
    return new HistoryQuery(SITE, BAT, "activePowerW", T0, end, Duration.ZERO, 1_000_000);
  }

  private int samplesFound() throws Exception {
    try (SqliteHistory history = new SqliteHistory(home)) {
      return history.history(everything()).orElseThrow().rows().size();
    }
  }

  @Test
  void whatIsArchivedIsFoundVerifiedAndRestored() throws Exception {
    assertEquals(0, run("archive", "2026-04-02"));
    assertTrue(said().contains("local/home: 72 blocks moved"), this::said);
    assertTrue(Files.exists(folder().resolve("archive/2026-03.db")));
    assertTrue(Files.exists(folder().resolve("archive/2026-04.db")));
    assertEquals(DAYS * 1_440, samplesFound());
    assertEquals(0, run("verify"));
    assertEquals(3, said().lines().filter(line -> line.startsWith("whole")).count(), this::said);
    assertTrue(said().contains("archive/2026-03.db: 48 blocks, 2880 samples"), this::said);

    assertEquals(0, run("restore", "2026-03-31", "2026-04-01T06:00:00Z"));
    assertTrue(said().contains("local/home: 30 blocks came back"), this::said);
    Files.delete(folder().resolve("archive/2026-03.db"));
    assertEquals(3 * 1_440, samplesFound());
  }

  @Test
  void anArchiveFileThatWasAwayIsFoundAgain() throws Exception {
    run("archive", "2026-04-01", "--site", "local/home");
    Path file = folder().resolve("archive/2026-03.db");
    Path away = home.resolve("stick.db");
    Files.move(file, away);
    assertEquals(2 * 1_440, samplesFound());
    Files.move(away, file);
    assertEquals(DAYS * 1_440, samplesFound());
  }

  @Test
  void blocksMoveWhileAGatewayWrites() throws Exception {
    try (SqliteHistory gateway = new SqliteHistory(home)) {
      assertEquals(DAYS * 1_440, gateway.history(everything()).orElseThrow().rows().size());
      assertEquals(0, run("archive", "2026-04-02"));
      Sample late =
          new Sample(
              Address.of(BAT, Points.ACTIVE_POWER_W),
              7,
              Quality.GOOD,
              0,
              Duration.ofSeconds(90).toNanos(),
              T0.plusSeconds(30));
      gateway.append(SITE, HistoryBatch.of(List.of(late)));
      gateway.maintain(SITE, T0.plus(Duration.ofDays(DAYS).plusHours(2)), HistoryConfig.USUAL);
      assertEquals(DAYS * 1_440 + 1, gateway.history(everything()).orElseThrow().rows().size());
    }
    assertEquals(0, run("verify"), this::said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE block SET raw=zeroblob(length(raw)) WHERE id=(SELECT min(id) FROM block)",
        "UPDATE block SET n=n+1 WHERE id=(SELECT max(id) FROM block)",
        "UPDATE block SET raw=(SELECT raw FROM block ORDER BY id LIMIT 1)"
            + " WHERE id=(SELECT max(id) FROM block)",
        "UPDATE minute SET body=x'00' WHERE id=(SELECT min(id) FROM minute)"
      })
  void damageIsTold(String statement) throws Exception {
    try (Connection connection = Schema.open(folder().resolve("history.db"))) {
      Schema.execute(connection, statement);
    }
    assertEquals(1, run("verify"));
    assertTrue(said().startsWith("DAMAGED  sites/local/home/history/history.db"), this::said);
    assertEquals(2, said().lines().count(), this::said);
  }

  @Test
  void aBrokenFileIsTold() throws Exception {
    run("archive", "2026-04-01");
    Path file = folder().resolve("archive/2026-03.db");
    byte[] bytes = Files.readAllBytes(file);
    for (int i = bytes.length / 2; i < bytes.length / 2 + 4_096; i++) {
      bytes[i] ^= 0x55;
    }
    Files.write(file, bytes);
    assertEquals(1, run("verify"));
    assertTrue(said().contains("DAMAGED  sites/local/home/history/archive/2026-03.db"));
    assertTrue(said().contains("whole    sites/local/home/history/history.db"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "archive", "archive x", "restore 2026-03-01", "verify 2026-03-01"})
  void aWrongCommandIsToldHow(String command) throws Exception {
    assertEquals(2, run(command.isEmpty() ? new String[0] : command.split(" ")));
    assertTrue(said().contains("usage: history"), this::said);
  }

  @Test
  void aSiteThatIsNotThereIsTold() throws Exception {
    assertEquals(2, run("verify", "--site", "local/barn"));
  }
}
