package org.busbar.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * {@code ./busbar coverage}: what the last measured run of the tests covered, per bundle: the tests
 * of the bundle itself, and those of the whole project with the gateways that they start. It names
 * the bundles that are below what is asked for. The same is kept in {@code target/coverage.md}.
 */
public final class CoverageMain {
  /** Share of lines in %. */
  static final int ASKED = 80;

  private static final Counts NONE = new Counts(0, 0, 0, 0);
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

  /** A bundle, covered by its own tests, and by all. */
  record Bundle(Counts own, Counts whole) {}

  public static void main(String[] args) throws IOException {
    SortedMap<String, Bundle> bundles = of(Path.of(args[0]));
    // The safety bundle alone is measured in each run.
    if (bundles.size() < 2) {
      System.out.println("not measured yet: run ./busbar test --coverage first");
      System.exit(1);
    }
    List<String> report = report(bundles);
    report.stream().skip(2).filter(line -> !line.equals("```")).forEach(System.out::println);
    Path kept = Path.of(args[0]).resolve("target/coverage.md");
    Files.createDirectories(kept.getParent());
    Files.write(kept, report);
    System.out.println("kept: target/coverage.md");
  }

  /** The table as a page of its own. */
  static List<String> report(SortedMap<String, Bundle> bundles) {
    Stream<String> head = Stream.of("# Coverage per bundle", "", "```");
    Stream<String> tail =
        Stream.of(
            "```",
            "",
            "With the tests of the whole project: " + below(bundles, Bundle::whole),
            "With their own tests alone: " + below(bundles, Bundle::own));
    return Stream.of(head, table(bundles).stream(), tail).flatMap(s -> s).toList();
  }

  /** Names what is below {@link #ASKED} of its lines. */
  static String below(SortedMap<String, Bundle> bundles, Function<Bundle, Counts> side) {
    List<String> names =
        bundles.entrySet().stream()
            .filter(row -> isBelow(side.apply(row.getValue())))
            .map(row -> row.getKey())
            .toList();
    return names.isEmpty()
        ? "every bundle has " + ASKED + " % of its lines covered."
        : "below " + ASKED + " % of their lines are " + String.join(", ", names) + ".";
  }

  private static boolean isBelow(Counts counts) {
    return counts.lines() > 0 && 100.0 * counts.linesCovered() / counts.lines() < ASKED;
  }

  /** Counts by bundle from the reports below a checkout. */
  static SortedMap<String, Bundle> of(Path checkout) throws IOException {
    SortedMap<String, Bundle> bundles = new TreeMap<>();
    try (Stream<Path> files = Files.walk(checkout)) {
      for (Path file : files.filter(path -> path.endsWith("site/jacoco/jacoco.csv")).toList()) {
        Path module = file.resolve("../../../..").normalize();
        Path whole = file.resolve("../../jacoco-whole/jacoco.csv").normalize();
        Counts own = sum(file);
        bundles.put(
            checkout.normalize().relativize(module).toString(),
            new Bundle(own, Files.exists(whole) ? sum(whole) : own));
      }
    }
    return bundles;
  }

  /** Adds up the classes of one report. */
  static Counts sum(Path report) throws IOException {
    return Files.readAllLines(report).stream()
        .skip(1)
        .map(CoverageMain::counts)
        .reduce(NONE, Counts::plus);
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

  static List<String> table(SortedMap<String, Bundle> bundles) {
    Bundle sum =
        bundles.values().stream()
            .reduce(
                new Bundle(NONE, NONE),
                (a, b) -> new Bundle(a.own().plus(b.own()), a.whole().plus(b.whole())));
    Stream<String> head =
        Stream.of(
            "%-36s %18s %18s".formatted("", "its own tests", "all tests"),
            "%-36s %9s %8s %9s %8s".formatted("bundle", "lines", "branches", "lines", "branches"));
    Stream<String> body =
        bundles.entrySet().stream().map(row -> line(row.getKey(), row.getValue()));
    return Stream.of(head, body, Stream.of(line("together", sum))).flatMap(s -> s).toList();
  }

  private static String line(String name, Bundle bundle) {
    return "%-36s %9s %8s %9s %8s"
        .formatted(
            name,
            share(bundle.own().linesCovered(), bundle.own().lines()),
            share(bundle.own().branchesCovered(), bundle.own().branches()),
            share(bundle.whole().linesCovered(), bundle.whole().lines()),
            share(bundle.whole().branchesCovered(), bundle.whole().branches()));
  }

  private static String share(long part, long all) {
    return all == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / all);
  }
}
