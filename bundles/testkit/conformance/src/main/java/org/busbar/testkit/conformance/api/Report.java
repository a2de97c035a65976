package org.busbar.testkit.conformance.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came out of a run.
 *
 * @param subject what was tried
 * @param facts about it and the run, by name, in their order
 * @param checks what was tried of it, in order
 */
public record Report(String subject, Map<String, String> facts, List<Check> checks) {
  /**
   * One thing that was tried.
   *
   * @param name what a device must do, as a sentence
   * @param outcome what came of it
   * @param text what was seen, or why it was not run
   * @param tookS how long it took, in seconds
   */
  public record Check(String name, Outcome outcome, String text, double tookS) {}

  /** What came of a check. */
  public enum Outcome {
    /** As it must be. */
    PASSED,
    /** Not as it must be. */
    FAILED,
    /** It does not apply, the text says why. */
    NOT_RUN
  }

  /** Copies the collections. */
  public Report {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    checks = List.copyOf(checks);
  }

  /** Whether nothing failed. */
  public boolean passed() {
    return checks.stream().noneMatch(check -> check.outcome() == Outcome.FAILED);
  }

  /** What failed, one line each; empty where all passed. */
  public List<String> failures() {
    return checks.stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(check -> check.name() + ": " + check.text())
        .toList();
  }

  /** For people. */
  public String text() {
    StringBuilder text = new StringBuilder("Conformance of " + subject + "\n\n");
    facts.forEach((name, value) -> text.append("%-12s %s%n".formatted(name, value)));
    text.append('\n');
    for (Check check : checks) {
      text.append(
              "%-8s %-62s %6.2f s  %s%n"
                  .formatted(word(check.outcome()), check.name(), check.tookS(), check.text())
                  .stripTrailing())
          .append('\n');
    }
    long failed = checks.stream().filter(c -> c.outcome() == Outcome.FAILED).count();
    long run = checks.stream().filter(c -> c.outcome() != Outcome.NOT_RUN).count();
    return text.append(
            failed == 0
                ? "%nPASSED: all %d that apply%n".formatted(run)
                : "%nFAILED: %d of %d%n".formatted(failed, run))
        .toString();
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** For programs, one JSON object. */
  public String json() {
    List<String> lines = new ArrayList<>();
    lines.add("  \"report\": \"busbar-conformance/1\"");
    lines.add("  \"subject\": " + quoted(subject));
    facts.forEach((name, value) -> lines.add("  " + quoted(name) + ": " + quoted(value)));
    lines.add("  \"passed\": " + passed());
    List<String> items =
        checks.stream()
            .map(
                check ->
                    "    {\"name\": %s, \"outcome\": %s, \"text\": %s, \"tookS\": %s}"
                        .formatted(
                            quoted(check.name()),
                            quoted(word(check.outcome())),
                            quoted(check.text()),
                            "%.3f".formatted(check.tookS())))
            .toList();
    lines.add("  \"checks\": [\n" + String.join(",\n", items) + "\n  ]");
    return "{\n" + String.join(",\n", lines) + "\n}\n";
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else {
        quoted.append(c < ' ' ? "\\u%04x".formatted((int) c) : Character.toString(c));
      }
    }
    return quoted.append('"').toString();
  }
}
