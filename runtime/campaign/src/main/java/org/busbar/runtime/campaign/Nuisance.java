package org.busbar.runtime.campaign;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many sites on which nothing goes wrong: does any of them stop? */
final class Nuisance {
  private static final int MIXED_DAYS = 1;

  private Nuisance() {}

  /** What one site counted. */
  private record Counted(long steps, long falseStops, long violations, long notRunning) {}

  /**
   * Sites in parallel on all processors, and a campaign with faults beside them.
   *
   * @param stepS cycle and period of every poll
   */
  static Map<String, Object> run(long seed, int sites, int days, int stepS, PrintStream progress)
      throws IOException {
    Catalogue carried = Catalogue.carried();
    boolean patient = stepS * 1000L > Yard.LONG_STEP_MS;
    Catalogue profiles = patient ? Catalogue.patient(Yard.timerS(stepS * 1000L)) : carried;
    List<Future<Counted>> runs = new ArrayList<>();
    int threads = Runtime.getRuntime().availableProcessors();
    long steps = 0;
    long falseStops = 0;
    long violations = 0;
    long notRunning = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < sites; i++) {
        long own = seed * 1_000 + i;
        runs.add(pool.submit(() -> site(own, days, stepS, profiles)));
      }
      for (int i = 0; i < runs.size(); i++) {
        Counted counted = runs.get(i).get();
        steps += counted.steps();
        falseStops += counted.falseStops();
        violations += counted.violations();
        notRunning += counted.notRunning();
        if ((i + 1) % Math.max(1, sites / 20) == 0) {
          progress.printf("%d of %d sites: %d false stops%n", i + 1, sites, falseStops);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
    Campaign mixed = new Campaign(World.Setup.of(seed), Faults.ready(), carried);
    Map<String, Object> mixedReport = mixed.run(MIXED_DAYS, progress);
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("nuisance", "sites without faults");
    report.put("seed", seed);
    report.put("siteDays", (long) sites * days);
    report.put("stepS", stepS);
    report.put("steps", steps);
    report.put("falseStops", falseStops);
    report.put("falseStopsPer10000SiteDays", falseStops * 10_000.0 / ((double) sites * days));
    report.put("violations", violations);
    report.put("slotsNotRunning", notRunning);
    long mixedStops = mixed.stops().all();
    report.put("mixedStops", mixedStops);
    report.put("mixedFalseStops", mixed.stops().falseOnes());
    double share = mixedStops == 0 ? 0 : 100.0 * mixed.stops().falseOnes() / mixedStops;
    report.put("mixedFalseSharePct", share);
    report.put("mixedDigest", String.valueOf(mixedReport.get("digest")));
    return report;
  }

  private static Counted site(long seed, int days, int stepS, Catalogue profiles) {
    try {
      World.Setup setup = World.Setup.of(seed).with(stepS * 1_000L);
      Campaign quiet = new Campaign(setup, List.of(), profiles);
      PrintStream nowhere =
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
      Map<String, Object> report = quiet.run(days, nowhere);
      return new Counted(
          (long) report.get("steps"),
          quiet.stops().falseOnes(),
          quiet.monitors().violations(),
          quiet.notRecovered());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
