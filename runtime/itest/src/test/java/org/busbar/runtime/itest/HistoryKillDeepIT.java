package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.busbar.api.history.History;
import org.busbar.api.history.HistoryQuery;
import org.busbar.history.sqlite.SqliteHistory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The history is written at full speed and killed at random instants, again and again. */
class HistoryKillDeepIT {
  private static final long HOUR = 60;

  @TempDir Path folder = Path.of("");

  private final Random random = new Random(20261121);
  private double slowestReadyS;

  @Test
  void nothingThatWasKeptIsLostOrDoubledByAKill() throws Exception {
    kill(3);
  }

  @Test
  @Tag("DPL-12")
  @EnabledIfSystemProperty(
      named = "busbar.deep",
      matches = "true",
      disabledReason = "long: ./busbar test --deep")
  void nothingThatWasKeptIsLostOrDoubledByTwoHundredKills() throws Exception {
    kill(200);
  }

  private void kill(int rounds) throws Exception {
    long next = 0;
    for (int round = 1; round <= rounds; round++) {
      long told = killedAfter(next, folder.resolve("round-" + round + ".log"));
      long from = Math.max(0, next - 8 * HOUR);
      next = minutesFound(from, told, "round " + round);
      assertIntact("round " + round);
    }
    assertEquals(next, minutesFound(0, next - 1, "all rounds"));
    System.out.printf(
        "history-kill: %d rounds, %d minutes of %d devices, slowest ready %.2f s%n",
        rounds, next, HistoryWriter.DEVICES, slowestReadyS);
  }

  /** Runs a writer for a while and kills it; returns the last minute it said was kept. */
  private long killedAfter(long first, Path log) throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Program writer =
        Program.start(
            log,
            List.of(
                Program.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.sqlite.tmpdir=" + folder,
                "-cp",
                classPath,
                HistoryWriter.class.getName(),
                folder.toString(),
                Long.toString(first)));
    try {
      assertTrue(
          Program.await(
              Duration.ofSeconds(60), () -> !writer.isAlive() || lastTold(writer) >= first),
          writer::output);
      Program.pass(Duration.ofMillis(random.nextInt(1_000)));
      assertTrue(writer.isAlive(), writer::output);
      writer.signal("KILL");
      assertEquals(128 + 9, writer.exitCode(Duration.ofSeconds(10)));
      return lastTold(writer);
    } finally {
      writer.close();
    }
  }

  /** The last complete line that is a number, -1 where there is none. */
  private static long lastTold(Program writer) {
    String output = writer.output();
    return output
        .substring(0, output.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> line.matches("\\d+"))
        .mapToLong(Long::parseLong)
        .reduce(-1, (before, last) -> last);
  }

  /** Checks every sample from a minute on; returns the number of minutes that are kept. */
  private long minutesFound(long from, long told, String when) throws Exception {
    long begun = System.nanoTime();
    try (SqliteHistory history = new SqliteHistory(folder)) {
      Instant end = HistoryWriter.T0.plus(Duration.ofDays(3_000));
      int events =
          history.events(HistoryWriter.SITE, HistoryWriter.T0, end, Integer.MAX_VALUE).size();
      double readyS = (System.nanoTime() - begun) / 1e9;
      slowestReadyS = Math.max(slowestReadyS, readyS);
      assertTrue(readyS < 10, when + ": ready after " + readyS + " s");
      assertTrue(events > told, when + ": minute " + told + " was kept, found " + events);
      for (int device = 1; device <= HistoryWriter.DEVICES; device++) {
        HistoryQuery query =
            new HistoryQuery(
                HistoryWriter.SITE,
                HistoryWriter.device(device),
                "activePowerW",
                HistoryWriter.T0.plusSeconds(from * 60),
                end,
                Duration.ZERO,
                Integer.MAX_VALUE);
        List<History.Row> rows = history.history(query).orElseThrow().rows();
        assertEquals((events - from) * HistoryWriter.PER_MINUTE, rows.size(), when);
        for (int i = 0; i < rows.size(); i++) {
          long second = from * 60 + i;
          assertEquals(HistoryWriter.T0.plusSeconds(second), rows.get(i).start(), when);
          assertEquals(HistoryWriter.powerW(device, second), rows.get(i).mean(), when);
        }
      }
      assertSameEnergy(history, end, when);
      return events;
    }
  }

  private static void assertSameEnergy(SqliteHistory history, Instant end, String when)
      throws Exception {
    double[] energyWh = new double[2];
    for (int i = 0; i < energyWh.length; i++) {
      HistoryQuery query =
          new HistoryQuery(
              HistoryWriter.SITE,
              HistoryWriter.device(1),
              "activePowerW",
              HistoryWriter.T0,
              end,
              i == 0 ? Duration.ofMinutes(1) : Duration.ofDays(1),
              Integer.MAX_VALUE);
      for (History.Row row : history.history(query).orElseThrow().rows()) {
        energyWh[i] += row.mean() * row.knownS() / 3600;
      }
    }
    assertEquals(energyWh[0], energyWh[1], Math.abs(energyWh[0]) * 1e-4 + 1e-6, when);
  }

  private void assertIntact(String when) throws Exception {
    Path history = folder.resolve("sites/local/kill/history");
    List<Path> files;
    try (Stream<Path> all = Files.walk(history)) {
      files = all.filter(file -> file.toString().endsWith(".db")).toList();
    } catch (IOException e) {
      throw new AssertionError(when, e);
    }
    for (Path file : files) {
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("PRAGMA integrity_check")) {
        assertEquals("ok", rows.next() ? rows.getString(1) : "nothing", when + ": " + file);
      }
    }
  }
}
