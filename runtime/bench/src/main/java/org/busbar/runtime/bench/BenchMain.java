package org.busbar.runtime.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.busbar.api.time.Clock;

/**
 * {@code ./busbar bench [NAME...] [--brief] [--out DIR]}: one JSON line per figure; {@code ./busbar
 * bench compare A B [--force]}: two runs side by side.
 */
public final class BenchMain {
  private static final List<Bench> ALL =
      List.of(
          new MicroBench(),
          new DecisionBench(),
          new StopBench(),
          new LoopBench(),
          new StartBench(),
          new LiveBench(),
          new ModbusBench(),
          new HistoryBench(),
          new MarketBench(),
          new SwapBench());

  private BenchMain() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("compare")) {
      System.exit(compare(List.of(args).subList(1, args.length)));
    }
    Path out = Path.of(System.getProperty("busbar.report"));
    boolean brief = false;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--brief" -> brief = true;
        case "--out" -> out = Path.of(args[++i]);
        default -> names.add(args[i]);
      }
    }
    List<String> known = ALL.stream().map(Bench::name).toList();
    if (!known.containsAll(names)) {
      System.err.println("busbar bench [NAME...] [--brief] [--out DIR]");
      System.err.println("busbar bench compare DIR DIR [--force]");
      ALL.forEach(bench -> System.err.printf("  %-14s %s%n", bench.name(), bench.text()));
      System.exit(2);
    }
    Report report = new Report(System.out, out, Origin.here(), Clock.system());
    for (Bench bench : ALL) {
      if (names.isEmpty() || names.contains(bench.name())) {
        System.err.println("bench " + bench.name() + ": " + bench.text());
        bench.run(report, brief);
      }
    }
  }

  private static int compare(List<String> args) throws IOException {
    List<String> folders = args.stream().filter(arg -> !arg.equals("--force")).toList();
    if (folders.size() != 2) {
      System.err.println("busbar bench compare DIR DIR [--force]");
      return 2;
    }
    try {
      Comparison.of(Path.of(folders.get(0)), Path.of(folders.get(1)), folders.size() < args.size())
          .forEach(System.out::println);
      return 0;
    } catch (IllegalArgumentException e) {
      System.err.println("busbar bench compare: " + e.getMessage());
      return 2;
    }
  }
}
