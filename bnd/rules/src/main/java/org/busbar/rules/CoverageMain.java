package org.busbar.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code ./busbar coverage}: what the last measured run of the tests covered, per bundle, and which
 * bundles are below what is asked for. The same is kept in {@code target/coverage.md}.
 */
public final class CoverageMain {
  /** Share of lines in %. */
  static final int ASKED = 80;

  private static final int BRANCH_MISSED = 5;
  private static final int BRANCH_COVERED = 6;
  private static final int LINE_MISSED = 7;
  private static final int LINE_COVERED = 8;

  private CoverageMain() {}

  /** Lines and branches of a bundle, all and covered. */
  record Counts(long lines, long linesCovered, long branches, long branchesCovered) {
    Counts plus(Counts other) {
      return new Counts(
          lines + other.lines,
          linesCovered + other.linesCovered,
          branches + other.branches,
          branchesCovered + other.branchesCovered);
    }
  }

  public static void main(String[] args) throws IOException {
    SortedMap<String, Counts> bundles = of(Path.of(args[0]));
    if (bundles.isEmpty()) {
      System.out.println("not measured yet: run ./busbar test --coverage first");
      System.exit(1);
    }
    List<String> table = table(bundles);
    table.forEach(System.out::println);
    System.out.println(below(bundles));
    Path kept = Path.of(args[0]).resolve("target/coverage.md");
    Files.createDirectories(kept.getParent());
    Files.write(kept, report(bundles));
    System.out.println("kept: target/coverage.md");
  }

  /** The table as a page of its own. */
  static List<String> report(SortedMap<String, Counts> bundles) {
    Stream<String> head =
        Stream.of("# Coverage per bundle", "", below(bundles), "", "```").map(String::strip);
    return Stream.of(head, table(bundles).stream(), Stream.of("```")).flatMap(s -> s).toList();
  }

  /** Names what is below {@link #ASKED} of its lines. */
  static String below(SortedMap<String, Counts> bundles) {
    List<String> names =
        bundles.entrySet().stream()
            .filter(row -> row.getValue().lines() > 0)
            .filter(row -> 100.0 * row.getValue().linesCovered() / row.getValue().lines() < ASKED)
            .map(row -> row.getKey())
            .toList();
    return names.isEmpty()
        ? "Every bundle has " + ASKED + " % of its lines covered."
        : "Below " + ASKED + " % of their lines: " + String.join(", ", names) + ".";
  }

  /** Counts by bundle from the reports below a checkout. */
  static SortedMap<String, Counts> of(Path checkout) throws IOException {
    SortedMap<String, Counts> bundles = new TreeMap<>();
    try (Stream<Path> files = Files.walk(checkout)) {
      for (Path file : files.filter(path -> path.endsWith("site/jacoco/jacoco.csv")).toList()) {
        Path module = file.resolve("../../../..").normalize();
        Counts sum = new Counts(0, 0, 0, 0);
        for (String line : Files.readAllLines(file).stream().skip(1).toList()) {
          sum = sum.plus(counts(line));
        }
        bundles.put(checkout.normalize().relativize(module).toString(), sum);
      }
    }
    return bundles;
  }

  private static Counts counts(String line) {
    String[] cells = line.split(",");
    long lineMissed = Long.parseLong(cells[LINE_MISSED]);
    long lineCovered = Long.parseLong(cells[LINE_COVERED]);
    long branchMissed = Long.parseLong(cells[BRANCH_MISSED]);
    long branchCovered = Long.parseLong(cells[BRANCH_COVERED]);
    return new Counts(
        lineMissed + lineCovered, lineCovered, branchMissed + branchCovered, branchCovered);
  }

  static List<String> table(SortedMap<String, Counts> bundles) {
    Counts sum = bundles.values().stream().reduce(new Counts(0, 0, 0, 0), Counts::plus);
    Stream<String> head = Stream.of("%-36s %8s %8s".formatted("bundle", "lines", "branches"));
    Stream<String> body =
        bundles.entrySet().stream().map(row -> line(row.getKey(), row.getValue()));
    return Stream.of(head, body, Stream.of(line("together", sum))).flatMap(s -> s).toList();
  }

  private static String line(String name, Counts counts) {
    return "%-36s %8s %8s"
        .formatted(
            name,
            share(counts.linesCovered(), counts.lines()),
            share(counts.branchesCovered(), counts.branches()));
  }

  private static String share(long part, long all) {
    return all == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / all);
  }
}
