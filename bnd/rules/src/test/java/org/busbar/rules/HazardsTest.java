package org.busbar.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every hazard has a reaction and a test, or awaits something that does not exist yet. */
class HazardsTest {
  private static final Path CHECKOUT = Path.of("../..").toAbsolutePath().normalize();
  private static final int HAZARDS = 38;

  /** The few things that may be awaited; everything else needs a test. */
  private static final Set<String> AWAITED =
      Set.of("identity", "cloud commands", "forecasts", "islanding", "update");

  private record Hazard(String number, String name, String reaction, String evidence) {}

  private static List<Hazard> hazards() throws IOException {
    List<Hazard> hazards = new ArrayList<>();
    List<String> lines = Files.readAllLines(CHECKOUT.resolve("docs/safety/hazards.csv"));
    assertEquals("number,hazard,detection,reaction,evidence", lines.getFirst());
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = cells(line);
      assertEquals(5, cells.size(), line);
      hazards.add(new Hazard(cells.get(0), cells.get(1), cells.get(3), cells.get(4)));
    }
    return hazards;
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (char c : line.toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }

  /** Sources of all tests by class name. */
  private static Map<String, String> tests() throws IOException {
    Map<String, String> tests = new TreeMap<>();
    for (String room : List.of("bundles", "drivers", "runtime", "features", "web-console")) {
      try (Stream<Path> files = Files.walk(CHECKOUT.resolve(room))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          if (file.toString().contains("/src/test/")) {
            String name = file.getFileName().toString().replace(".java", "");
            tests.merge(name, Files.readString(file), String::concat);
          }
        }
      }
    }
    return tests;
  }

  private static String problem(Hazard hazard, Map<String, String> tests, String scenarios) {
    if (hazard.reaction().isBlank()) {
      return hazard.number() + " " + hazard.name() + ": has no reaction";
    }
    if (hazard.evidence().startsWith("awaits ")) {
      String what = hazard.evidence().substring("awaits ".length());
      return AWAITED.contains(what) ? "" : hazard.number() + ": nothing may await " + what;
    }
    if (hazard.evidence().isBlank()) {
      return hazard.number() + " " + hazard.name() + ": has no test";
    }
    for (String evidence : hazard.evidence().split(" ")) {
      if (evidence.startsWith("sim:")) {
        // Of a scenario that awaits something the last column names it.
        String row = "(?m)^\\| `" + Pattern.quote(evidence.substring(4)) + "` \\|.*\\|\\s*\\|$";
        if (!Pattern.compile(row).matcher(scenarios).find()) {
          return hazard.number() + ": no scenario that passes " + evidence;
        }
        continue;
      }
      String[] place = evidence.split("#");
      String source = tests.getOrDefault(place[0], "");
      boolean there =
          place.length == 2
              && Pattern.compile("@(Test|Property)[^;{}]*void " + Pattern.quote(place[1]) + "\\(")
                  .matcher(source)
                  .find();
      if (!there) {
        return hazard.number() + ": no test " + evidence;
      }
    }
    return "";
  }

  @Test
  @Tag("SAF-30")
  void everyHazardHasAReactionAndATestOrAwaitsWhatDoesNotExistYet() throws IOException {
    Map<String, String> tests = tests();
    String scenarios = Files.readString(CHECKOUT.resolve("docs/reference/sim.md"));
    List<Hazard> hazards = hazards();
    assertEquals(HAZARDS, hazards.stream().map(Hazard::number).distinct().count());
    List<String> problems =
        hazards.stream().map(h -> problem(h, tests, scenarios)).filter(p -> !p.isEmpty()).toList();
    long awaiting = hazards.stream().filter(h -> h.evidence().startsWith("awaits")).count();
    System.out.println(
        "hazards: " + (hazards.size() - awaiting) + " with a test, " + awaiting + " awaiting");
    assertTrue(problems.isEmpty(), () -> String.join("\n", problems));
  }

  /** The safety case: each claim is shown by tests that exist. */
  @Test
  @Tag("SAF-31")
  void everyClaimOfTheSafetyCaseLeadsToTestsThatExist() throws IOException {
    Map<String, String> tests = tests();
    tests.put(
        "HouseTest", Files.readString(Path.of("src/test/java/org/busbar/rules/HouseTest.java")));
    List<String> problems = new ArrayList<>();
    int claims = 0;
    for (String line : Files.readAllLines(CHECKOUT.resolve("docs/safety/safety-case.md"))) {
      if (!line.startsWith("| C")) {
        continue;
      }
      claims++;
      String shown = line.split("\\|")[3];
      Matcher named = Pattern.compile("`([A-Za-z]+#[A-Za-z]+)`").matcher(shown);
      boolean any = shown.contains("](");
      while (named.find()) {
        any = true;
        Hazard claim = new Hazard(line.split(" ")[1], "", "shown", named.group(1));
        problems.add(problem(claim, tests, ""));
      }
      problems.add(any ? "" : line + ": is shown by nothing");
    }
    assertTrue(claims >= 10, "the claims were not found");
    assertTrue(problems.stream().allMatch(String::isEmpty), problems::toString);
  }

  @Test
  void aRowWithoutATestOrWithOneThatDoesNotExistIsFound() {
    Map<String, String> tests = Map.of("ATest", "@Test\n void itHolds() {}");
    assertEquals("", problem(new Hazard("1", "x", "stop", "ATest#itHolds"), tests, ""));
    assertEquals("", problem(new Hazard("1", "x", "stop", "awaits islanding"), tests, ""));
    String runs = "| `fire` | 5 | it burns | it stops |  |";
    assertEquals("", problem(new Hazard("1", "x", "stop", "sim:fire"), tests, runs));
    String waits = "| `fire` | 5 | it burns | it stops | a room |";
    assertTrue(!problem(new Hazard("1", "x", "stop", "sim:fire"), tests, waits).isEmpty());
    for (String wrong : List.of("", "ATest#itFails", "BTest#itHolds", "sim:none", "awaits time")) {
      assertTrue(!problem(new Hazard("1", "x", "stop", wrong), tests, "").isEmpty(), wrong);
    }
    assertTrue(!problem(new Hazard("1", "x", "", "ATest#itHolds"), tests, "").isEmpty());
  }
}
