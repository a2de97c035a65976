package org.busbar.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the safety suite tried, from what its rooms reported, and how much of the safety bundle that
 * covered: the end of {@code ./busbar test} and of {@code mvn -Psafety verify}. Fails where a test
 * or scenario failed, or none was run. What is older than the code it tried says nothing.
 */
public final class SafetyMain {
  static final List<String> ROOMS = List.of("bundles/safety", "bundles/sim", "runtime/campaign");
  static final String SCENARIOS = "runtime/campaign/target/campaign/alone.json";
  static final String COVERAGE = "bundles/safety/target/site/jacoco/jacoco.csv";
  static final String HAZARDS = "docs/safety/hazards.csv";
  private static final Pattern SUITE = Pattern.compile("<testsuite [^>]*>");
  private static final String TEXT = "\"(?:[^\"\\\\]|\\\\.)*\"";
  private static final Pattern CLASS =
      Pattern.compile(
          "\"([a-z0-9-]+)\": \\{\\s*\"hazard\": \\d+,\\s*\"text\": "
              + TEXT
              + ",\\s*\"injected\": (\\d+),\\s*\"alone\": (\\d+),\\s*\"missed\": (\\d+)");
  private static final int WIDTH = 120;

  private SafetyMain() {}

  /** Tests of a room. */
  record Counts(long tests, long failed, long skipped) {}

  /** Classes of faults that were injected alone, and those of them that were answered in time. */
  record Scenarios(Set<String> tried, Set<String> answered) {}

  public static void main(String[] args) throws IOException {
    List<String> lines = new ArrayList<>();
    boolean well = tell(Path.of(args[0]), lines);
    lines.forEach(System.out::println);
    System.exit(well ? 0 : 1);
  }

  /** Says what was run; gives back whether all is well. */
  static boolean tell(Path checkout, List<String> lines) throws IOException {
    boolean well = true;
    lines.add("Safety suite");
    Set<String> passed = new TreeSet<>();
    for (String room : ROOMS) {
      Counts counts = counts(checkout.resolve(room), passed);
      well &= counts.tests() > 0 && counts.failed() == 0;
      lines.add(
          "%-18s %5d tests, %d failed, %d skipped"
              .formatted(room, counts.tests(), counts.failed(), counts.skipped()));
    }
    Scenarios scenarios = scenarios(checkout);
    well &= !scenarios.tried().isEmpty() && scenarios.answered().equals(scenarios.tried());
    lines.add(
        "%d scenarios, each a class of fault by itself, %d answered in time:"
            .formatted(scenarios.tried().size(), scenarios.answered().size()));
    lines.addAll(wrapped(scenarios.tried()));
    well &= hazards(checkout, scenarios.answered(), passed, lines);
    boolean measured =
        isOf(compiled(checkout.resolve("bundles/safety")), checkout.resolve(COVERAGE));
    lines.add(measured ? covered(checkout) : "bundles/safety: coverage was not measured");
    return well && measured;
  }

  private static String covered(Path checkout) throws IOException {
    CoverageMain.Counts own = CoverageMain.sum(checkout.resolve(COVERAGE));
    return "bundles/safety: %.1f %% of lines, %.1f %% of branches covered by its own tests"
        .formatted(
            100.0 * own.linesCovered() / own.lines(),
            100.0 * own.branchesCovered() / own.branches());
  }

  private static Scenarios scenarios(Path checkout) throws IOException {
    Scenarios scenarios = new Scenarios(new TreeSet<>(), new TreeSet<>());
    Path report = checkout.resolve(SCENARIOS);
    if (isOf(compiled(checkout.resolve("runtime/campaign")), report)) {
      Matcher of = CLASS.matcher(Files.readString(report));
      while (of.find()) {
        scenarios.tried().add(of.group(1));
        if (!of.group(2).equals("0")
            && of.group(2).equals(of.group(3))
            && of.group(4).equals("0")) {
          scenarios.answered().add(of.group(1));
        }
      }
    }
    return scenarios;
  }

  /** A hazard is tried by all of its scenarios or, where it has none, by a test of the suite. */
  private static boolean hazards(
      Path checkout, Set<String> answered, Set<String> passed, List<String> lines)
      throws IOException {
    int tried = 0;
    List<String> awaiting = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<String> rows = Files.readAllLines(checkout.resolve(HAZARDS));
    for (String row : rows.subList(1, rows.size())) {
      String number = row.substring(0, row.indexOf(','));
      String evidence = row.substring(row.lastIndexOf(',') + 1);
      List<String> names = Arrays.asList(evidence.split(" "));
      List<String> faults =
          names.stream().filter(n -> n.startsWith("sim:")).map(n -> n.substring(4)).toList();
      if (evidence.startsWith("awaits ")) {
        awaiting.add(number);
      } else if (faults.isEmpty()
          ? names.stream().anyMatch(passed::contains)
          : answered.containsAll(faults)) {
        tried++;
      } else {
        missing.add(number);
      }
    }
    lines.add(
        "%d of %d hazards tried and answered; not: %s; awaiting what does not exist yet: %s"
            .formatted(tried, rows.size() - 1, list(missing), list(awaiting)));
    return missing.isEmpty();
  }

  private static String list(List<String> numbers) {
    return numbers.isEmpty() ? "none" : String.join(" ", numbers);
  }

  private static List<String> wrapped(Set<String> words) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(" ");
    for (String word : words) {
      if (line.length() + word.length() >= WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(" ");
      }
      line.append(' ').append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /** Counts a room's tests and adds those that passed, as {@code Class#method}. */
  private static Counts counts(Path room, Set<String> passed) throws IOException {
    long tests = 0;
    long failed = 0;
    long skipped = 0;
    FileTime compiled = compiled(room);
    Set<String> names = new TreeSet<>();
    Set<String> others = new TreeSet<>();
    for (String reports : List.of("target/surefire-reports", "target/failsafe-reports")) {
      Path folder = room.resolve(reports);
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(f -> f.toString().matches(".*/TEST-.*\\.xml")).toList()) {
          Matcher suite = SUITE.matcher(Files.readString(file));
          if (isOf(compiled, file) && suite.find()) {
            tests += number(suite.group(), "tests");
            failed += number(suite.group(), "failures") + number(suite.group(), "errors");
            skipped += number(suite.group(), "skipped");
            TestReports.read(file, names, others);
          }
        }
      }
    }
    names.removeAll(others);
    names.forEach(name -> passed.add(name.replaceFirst(".*\\.(\\w+)\\.(\\w+)$", "$1#$2")));
    return new Counts(tests, failed, skipped);
  }

  private static long number(String suite, String name) {
    Matcher found = Pattern.compile(" " + name + "=\"(\\d+)\"").matcher(suite);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  /** When a room was last compiled. */
  private static FileTime compiled(Path room) throws IOException {
    FileTime last = FileTime.fromMillis(0);
    for (String classes : List.of("target/classes", "target/test-classes")) {
      Path folder = room.resolve(classes);
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
          FileTime at = Files.getLastModifiedTime(file);
          last = at.compareTo(last) > 0 ? at : last;
        }
      }
    }
    return last;
  }

  /** Whether a report is there that was written after the room was compiled. */
  private static boolean isOf(FileTime compiled, Path report) throws IOException {
    return Files.exists(report) && Files.getLastModifiedTime(report).compareTo(compiled) >= 0;
  }
}
