package org.busbar.runtime.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
import org.busbar.history.sqlite.SqliteHistory;

/**
 * The history of 100 points at 1 s: rows per second with the disk flushed after each batch, bytes
 * per sample with all roll-ups, queries as a chart asks them. {@code -Dbusbar.history.days} says
 * how many days and {@code -Dbusbar.history.batch} how many seconds each batch has; the size of a
 * year is scaled from that, and said to be.
 */
final class HistoryBench implements Bench {
  private static final SiteId SITE = new SiteId("local", "bench");
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final int POINTS = 100;
  private static final String PROFILE =
      "40 powers (random walk, 0.1 W), 30 voltages (0.1 V), 20 temperatures (0.1, slow), 10 states;"
          + " measured within 5 ms of the second";

  private static final List<Address> ADDRESSES =
      IntStream.range(0, POINTS)
          .mapToObj(point -> Address.of(new NodeId("dev" + point), Points.ACTIVE_POWER_W))
          .toList();

  private final SplittableRandom random = new SplittableRandom(1);
  private final double[] values = new double[POINTS];

  @Override
  public String name() {
    return "history";
  }

  @Override
  public String text() {
    return "history of 100 points at 1 s: rows/s, bytes per sample, a day and a year of a point";
  }

  @Override
  public void run(Report report, boolean brief) throws Exception {
    Path home = Files.createTempDirectory("busbar-bench");
    try (SqliteHistory history = new SqliteHistory(home)) {
      int hours = 24 * (brief ? 1 : Integer.getInteger("busbar.history.days", 2));
      fill(report, history, home, hours);
      queries(report, history, brief, Math.min(hours, 24));
    } finally {
      delete(home);
    }
    Path other = Files.createTempDirectory("busbar-bench");
    try (SqliteHistory history = new SqliteHistory(other)) {
      year(report, history, brief);
    } finally {
      delete(other);
    }
  }

  private void fill(Report report, SqliteHistory history, Path home, int hours) throws Exception {
    long appendNanos = 0;
    long sealNanos = 0;
    long rows = 0;
    int batchS = Integer.getInteger("busbar.history.batch", 100);
    for (long second = 0; second < hours * 3_600L; second += batchS) {
      HistoryBatch batch = HistoryBatch.of(samples(second, batchS));
      long begun = System.nanoTime();
      history.append(SITE, batch);
      appendNanos += System.nanoTime() - begun;
      rows += batch.size();
      if ((second + batchS) % 3_600 == 0) {
        begun = System.nanoTime();
        history.maintain(SITE, T0.plusSeconds(second + batchS + 180), HistoryConfig.USUAL);
        sealNanos += System.nanoTime() - begun;
      }
      if ((second + batchS) % (30 * 86_400) == 0) {
        System.err.printf(
            "%d days: %d samples, %.3f B per sample, %.0f s to append, %.0f s to seal%n",
            (second + batchS) / 86_400,
            rows,
            usedBytes(home) / rows,
            appendNanos / 1e9,
            sealNanos / 1e9);
      }
    }
    Map<String, Object> notes =
        Map.of(
            "points",
            POINTS,
            "hours",
            hours,
            "batchS",
            batchS,
            "profile",
            PROFILE,
            "durable",
            "synchronous=FULL");
    report.value("history/append", rows / (appendNanos / 1e9), "rows/s", notes);
    report.value("history/seal", rows / (sealNanos / 1e9), "rows/s", notes);
    report.value(
        "history/append-and-seal", rows / ((appendNanos + sealNanos) / 1e9), "rows/s", notes);
    double bytes = usedBytes(home);
    report.value(
        "history/bytes-per-sample",
        bytes / rows,
        "B",
        Map.of("points", POINTS, "hours", hours, "profile", PROFILE, "budget", 3));
    double yearGb = bytes / hours * 24 * 365 / 1e9;
    boolean whole = hours >= 24 * 365;
    report.value(
        "history/year-of-100-points",
        yearGb,
        "GB",
        Map.of("budget", 10, "scaled", whole ? "no" : "from " + hours + " h"));
  }

  private List<Sample> samples(long second, int count) {
    List<Sample> samples = new ArrayList<>(POINTS * count);
    for (long at = second; at < second + count; at++) {
      for (int point = 0; point < POINTS; point++) {
        samples.add(sample(point, at));
      }
    }
    return samples;
  }

  private Sample sample(int point, long second) {
    if (point < 40) {
      values[point] += Math.rint(random.nextGaussian() * 50);
    } else if (point < 70) {
      values[point] += random.nextInt(7) - 3;
    } else if (point < 90) {
      values[point] += random.nextInt(60) == 0 ? random.nextInt(3) - 1 : 0;
    } else {
      values[point] = second / 3_000 % 3 * 10;
    }
    return new Sample(
        address(point),
        values[point] / 10 + 0.0,
        Quality.GOOD,
        0,
        Duration.ofSeconds(3).toNanos(),
        T0.plusMillis(second * 1_000 + random.nextInt(6)));
  }

  private static Address address(int point) {
    return ADDRESSES.get(point);
  }

  private static void queries(Report report, SqliteHistory history, boolean brief, int hours)
      throws HistoryException {
    int rounds = brief ? 20 : 100;
    Instant end = T0.plus(Duration.ofHours(hours));
    Duration pixels = HistoryQuery.resolutionFor(T0, end, 800);
    Map<String, Object> notes =
        Map.of("hours", hours, "budget", 100, "scaled", hours == 24 ? "no" : "not a whole day");
    Asked drawn = ask(history, end, pixels, rounds);
    report.samples("history/day-in-800-pixels", drawn.wall(), 1e6, "ms", notes);
    Asked whole = ask(history, end, Duration.ZERO, rounds);
    report.samples("history/day-of-every-sample", whole.wall(), 1e6, "ms", notes);
    report.samples("history/day-of-every-sample-cpu", whole.cpu(), 1e6, "ms", notes);
    report.samples("history/empty-10-ms", empty(rounds), 1e6, "ms", Map.of());
  }

  /** How long 10 ms of the processor take here and now, with nothing done in them. */
  private static Samples empty(int rounds) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Samples samples = new Samples(rounds);
    for (int i = 0; i < rounds; i++) {
      long begun = System.nanoTime();
      long cpuBegun = threads.getCurrentThreadCpuTime();
      while (threads.getCurrentThreadCpuTime() - cpuBegun < 10_000_000) {
        Thread.onSpinWait();
      }
      samples.add(System.nanoTime() - begun);
    }
    return samples;
  }

  /** Time until the answer, and what of it the thread that asked had the processor. */
  private record Asked(Samples wall, Samples cpu) {}

  private static Asked ask(SqliteHistory history, Instant end, Duration resolution, int rounds)
      throws HistoryException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Samples samples = new Samples(rounds);
    Samples cpu = new Samples(rounds);
    for (int i = 0; i < rounds; i++) {
      HistoryQuery query =
          new HistoryQuery(
              SITE, address(i % POINTS).node(), "activePowerW", T0, end, resolution, 100_000);
      long begun = System.nanoTime();
      long cpuBegun = threads.getCurrentThreadCpuTime();
      int rows = history.history(query).orElseThrow().rows().size();
      cpu.add(threads.getCurrentThreadCpuTime() - cpuBegun);
      samples.add(System.nanoTime() - begun);
      if (rows < 100) {
        throw new IllegalStateException("only " + rows + " rows");
      }
    }
    return new Asked(samples, cpu);
  }

  /** One point for a year: at 1 s, or at 1 min where it shall be brief. */
  private void year(Report report, SqliteHistory history, boolean brief) throws Exception {
    int everyS = brief ? 60 : 1;
    for (int day = 0; day < 365; day++) {
      List<Sample> samples = new ArrayList<>();
      for (long second = day * 86_400L; second < (day + 1) * 86_400L; second += everyS) {
        Sample at = sample(0, second);
        long holdNanos = Duration.ofSeconds(3L * everyS).toNanos();
        samples.add(
            new Sample(at.address(), at.value(), at.quality(), 0, holdNanos, at.measuredAt()));
      }
      history.append(SITE, HistoryBatch.of(samples));
      history.maintain(SITE, T0.plus(Duration.ofDays(day + 1)), HistoryConfig.USUAL);
    }
    Samples samples = new Samples(20);
    for (int i = 0; i < 20; i++) {
      HistoryQuery query =
          new HistoryQuery(
              SITE,
              address(0).node(),
              "activePowerW",
              T0,
              T0.plus(Duration.ofDays(365)),
              Duration.ofMinutes(15),
              100_000);
      long begun = System.nanoTime();
      int rows = history.history(query).orElseThrow().rows().size();
      samples.add(System.nanoTime() - begun);
      if (rows < 35_000) {
        throw new IllegalStateException("only " + rows + " rows");
      }
    }
    report.samples(
        "history/year-of-15-min",
        samples,
        1e6,
        "ms",
        Map.of("scaled", brief ? "samples every minute" : "no"));
  }

  /** Pages in use; those that the hot table left free are used again. */
  private static double usedBytes(Path home) throws SQLException {
    Path file = home.resolve("sites/local/bench/history/history.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      long pages = number(connection, "PRAGMA page_count");
      long free = number(connection, "PRAGMA freelist_count");
      return (double) (pages - free) * number(connection, "PRAGMA page_size");
    }
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
