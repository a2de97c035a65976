package org.busbar.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code mvn -Psafety verify}: what the safety suite tried, from the reports of its rooms, and how
 * much of the safety bundle that covered. Fails where a test failed or none was run.
 */
public final class SafetyMain {
  static final List<String> ROOMS = List.of("bundles/safety", "bundles/sim", "runtime/campaign");
  static final String FAULTS =
      "runtime/campaign/src/main/resources/org/busbar/runtime/campaign/faults.yaml";
  private static final Pattern SUITE = Pattern.compile("<testsuite [^>]*>");
  private static final Pattern CLASS = Pattern.compile("(?m)^  [a-z][a-z0-9-]*:$");
  private static final Pattern AWAITS = Pattern.compile("(?m)^    awaits: ");
  private static final Pattern ALONE = Pattern.compile("(?m)^    alone: true$");

  private SafetyMain() {}

  /** Tests of a room. */
  record Counts(long tests, long failed, long skipped) {}

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
    for (String room : ROOMS) {
      Counts counts = counts(checkout.resolve(room));
      well &= counts.tests() > 0 && counts.failed() == 0;
      lines.add(
          "%-18s %5d tests, %d failed, %d skipped"
              .formatted(room, counts.tests(), counts.failed(), counts.skipped()));
    }
    String faults = Files.readString(checkout.resolve(FAULTS));
    long all = CLASS.matcher(faults).results().count();
    long awaiting = AWAITS.matcher(faults).results().count();
    long byHand = ALONE.matcher(faults).results().count();
    lines.add(
        "%d scenarios of as many fault classes, each tried alone; %d more by hand only, %d awaiting"
            .formatted(all - awaiting - byHand, byHand, awaiting));
    CoverageMain.Bundle safety = CoverageMain.of(checkout).get("bundles/safety");
    CoverageMain.Counts covered = safety == null ? null : safety.own();
    lines.add(
        covered == null
            ? "bundles/safety: coverage was not measured"
            : "bundles/safety: %.1f %% of lines, %.1f %% of branches covered by its own tests"
                .formatted(
                    100.0 * covered.linesCovered() / covered.lines(),
                    100.0 * covered.branchesCovered() / covered.branches()));
    return well && covered != null;
  }

  private static Counts counts(Path room) throws IOException {
    long tests = 0;
    long failed = 0;
    long skipped = 0;
    for (String reports : List.of("target/surefire-reports", "target/failsafe-reports")) {
      Path folder = room.resolve(reports);
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".xml")).toList()) {
          Matcher suite = SUITE.matcher(Files.readString(file));
          if (suite.find()) {
            tests += number(suite.group(), "tests");
            failed += number(suite.group(), "failures") + number(suite.group(), "errors");
            skipped += number(suite.group(), "skipped");
          }
        }
      }
    }
    return new Counts(tests, failed, skipped);
  }

  private static long number(String suite, String name) {
    Matcher found = Pattern.compile(" " + name + "=\"(\\d+)\"").matcher(suite);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }
}
