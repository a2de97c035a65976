package org.busbar.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code ./busbar trace}: every requirement with the tests that carry its tag and passed in the
 * last run. A figure or a scenario is proven by its kept report only.
 */
public final class TraceMain {
  private static final Pattern ROW =
      Pattern.compile("\\| ([A-Z]+-[0-9]+) \\| (.*) \\| ([^|]*) \\|");

  private TraceMain() {}

  /**
   * One requirement.
   *
   * @param id its id
   * @param text what is required
   * @param evidence what an independent judge can run
   */
  record Row(String id, String text, String evidence) {
    /** Whether only a kept report proves it. */
    boolean isMeasured() {
      return Stream.of("BENCH:", "SIM:", "Timed script", "Coverage report")
          .anyMatch(evidence::startsWith);
    }
  }

  public static void main(String[] args) throws IOException {
    Path checkout = Path.of(args[0]);
    List<Row> rows = rows(checkout.resolve("docs/reference/requirements.md"));
    Map<String, Set<String>> passed = passed(TestTags.of(checkout), TestReports.of(checkout));
    Set<String> known = new TreeSet<>();
    int proven = 0;
    for (Row row : rows) {
      known.add(row.id());
      Set<String> tests = passed.getOrDefault(row.id(), Set.of());
      Set<String> reports = reports(checkout, row.id());
      boolean isProven = row.isMeasured() ? !reports.isEmpty() : !tests.isEmpty();
      proven += isProven ? 1 : 0;
      System.out.printf("%-8s %-7s %s%n", row.id(), isProven ? "proven" : "-", row.text());
      reports.forEach(report -> System.out.println("           report " + report));
      tests.forEach(test -> System.out.println("           " + test));
      if (row.isMeasured() && reports.isEmpty()) {
        System.out.println("           not run here: " + row.evidence());
      }
    }
    passed.keySet().stream()
        .filter(tag -> !known.contains(tag) && !tag.startsWith("EXAMPLE") && !tag.equals("alone"))
        .forEach(tag -> System.out.println("unknown row in a test: " + tag));
    System.out.println("proven " + proven + " of " + rows.size());
  }

  static List<Row> rows(Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.add(new Row(row.group(1), row.group(2), row.group(3)));
      }
    }
    return rows;
  }

  /** Tests by row: those that carry its tag and passed. */
  static Map<String, Set<String>> passed(Map<String, Set<String>> tags, Set<String> passedTests) {
    Map<String, Set<String>> byRow = new TreeMap<>();
    tags.forEach(
        (test, rows) -> {
          if (passedTests.contains(test)) {
            rows.forEach(row -> byRow.computeIfAbsent(row, _ -> new TreeSet<>()).add(test));
          }
        });
    return byRow;
  }

  /** Kept reports name the rows they prove in a line {@code rows: ID ID}. */
  private static Set<String> reports(Path checkout, String row) throws IOException {
    Path folder = checkout.resolve("docs/reports");
    Set<String> reports = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (var files = Files.list(folder)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".md")).sorted().toList()) {
          for (String line : Files.readAllLines(file)) {
            if (line.startsWith("rows:") && List.of(line.split("[ ,:]+")).contains(row)) {
              reports.add(checkout.relativize(file).toString());
            }
          }
        }
      }
    }
    return reports;
  }
}
