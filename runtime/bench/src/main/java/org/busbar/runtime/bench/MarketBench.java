package org.busbar.runtime.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.felix.resolver.Logger;
import org.apache.felix.resolver.ResolverImpl;
import org.busbar.api.safety.Audit;
import org.busbar.api.time.Clock;
import org.busbar.marketplace.cli.AssemblyFile;
import org.busbar.marketplace.write.Generated;
import org.busbar.plugin.intake.Intake;
import org.busbar.plugin.intake.Market;
import org.busbar.plugin.intake.Source;
import org.busbar.plugin.plan.Installed;
import org.busbar.plugin.plan.Planner;
import org.busbar.plugin.plan.Request;
import org.busbar.plugin.trust.Policy;

/**
 * A signed catalogue of 2,000 generated plug-ins beside the edge assembly: search, plan, memory.
 */
final class MarketBench implements Bench {
  private static final int PLUGINS = 2000;
  private static final double MILLI = 1e6;
  private static final double MIB = 1 << 20;
  private static final List<String> QUERIES =
      List.of("battery", "maker 17", "nature:meter tier:core", "m1999", "nothing at all");

  @Override
  public String name() {
    return "market";
  }

  @Override
  public String text() {
    return "2,000 plug-ins: search (budget 100 ms), plan (budget 1 s), memory of the catalogue";
  }

  @Override
  public void run(Report report, boolean brief) throws Exception {
    Path folder = Files.createTempDirectory("busbar-bench");
    try {
      measure(report, brief ? 50 : 500, folder);
    } finally {
      delete(folder);
    }
  }

  private static void measure(Report report, int rounds, Path folder) throws Exception {
    Clock clock = Clock.system();
    Path root =
        new Generated(1, "org.busbar.api.control;version=\"[0.1,1)\"")
            .write(folder.resolve("market"), PLUGINS, clock.instant());
    Source.add(
        folder.resolve("home/trust"),
        "generated",
        folder.resolve("market").toString(),
        Files.readAllBytes(root));
    Planner planner = new Planner(new ResolverImpl(new Logger(0), 1));
    Intake intake =
        new Intake(
            folder.resolve("home"), new Policy(true, Set.of()), planner, Audit.none(), clock);
    Installed edge = AssemblyFile.read(Path.of(System.getProperty("busbar.dist")), "edge");
    Map<String, ?> notes = Map.of("plugins", PLUGINS, "lock", edge.lock().size());

    long before = used();
    long from = clock.nanos();
    Market market = intake.refresh("bench");
    report.value("market/refresh", (clock.nanos() - from) / MILLI, "ms", notes);
    report.value("market/memory", (used() - before) / MIB, "MiB", notes);
    if (!market.refusals().isEmpty()) {
      throw new IllegalStateException(market.refusals().toString());
    }
    Samples search = new Samples(rounds * QUERIES.size());
    Samples plan = new Samples(rounds);
    for (int i = 0; i < rounds; i++) {
      for (String query : QUERIES) {
        long start = clock.nanos();
        market.search(query, 50);
        search.add(clock.nanos() - start);
      }
    }
    for (int i = 0; i < rounds; i++) {
      Request request =
          new Request(Request.Action.INSTALL, Generated.id(20 + 10 * (i % 190)), Planner.any());
      long start = clock.nanos();
      planner.resolve(edge, market.offers(), request);
      plan.add(clock.nanos() - start);
    }
    report.samples("market/search", search, MILLI, "ms", with(notes, 100));
    report.samples("market/plan", plan, MILLI, "ms", with(notes, 1000));
  }

  private static Map<String, Object> with(Map<String, ?> notes, int budgetMs) {
    Map<String, Object> all = new TreeMap<>(notes);
    all.put("budget", budgetMs);
    return all;
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
