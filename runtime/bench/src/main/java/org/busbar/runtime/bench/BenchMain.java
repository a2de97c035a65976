package org.busbar.runtime.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code ./busbar bench [NAME...] [--brief] [--out DIR]}: one JSON line per figure. */
public final class BenchMain {
  private static final List<Bench> ALL =
      List.of(
          new TripBench(),
          new SafeValueBench(),
          new LoopBench(),
          new StartBench(),
          new ModbusBench());

  private BenchMain() {}

  public static void main(String[] args) throws Exception {
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
      ALL.forEach(bench -> System.err.printf("  %-10s %s%n", bench.name(), bench.text()));
      System.exit(2);
    }
    Report report = new Report(System.out, out);
    for (Bench bench : ALL) {
      if (names.isEmpty() || names.contains(bench.name())) {
        System.err.println("bench " + bench.name() + ": " + bench.text());
        bench.run(report, brief);
      }
    }
  }
}
