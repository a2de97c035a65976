package org.busbar.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the rooms of the safety suite, which were built and tested before this one, have told. */
class SafetySuiteIT {
  private static final Path CHECKOUT = Path.of("../..").toAbsolutePath().normalize();

  private static boolean has(String file, String text) throws IOException {
    return Files.readString(CHECKOUT.resolve(file)).contains(text);
  }

  @Test
  @Tag("SAF-32")
  void theSuiteOfThisBuildRanAndListsScenariosClassesOfFaultsAndCoverage() throws IOException {
    List<String> lines = new ArrayList<>();
    boolean well = SafetyMain.tell(CHECKOUT, lines);
    String told = String.join("\n", lines);
    System.out.println(told);
    assertTrue(well, told);
    Matcher scenarios = Pattern.compile("(?m)^([1-9]\\d*) scenarios.* \\1 answered").matcher(told);
    assertTrue(scenarios.find(), told);
    Matcher named =
        Pattern.compile("sim:([a-z0-9-]+)")
            .matcher(Files.readString(CHECKOUT.resolve(SafetyMain.HAZARDS)));
    while (named.find()) {
      assertTrue(
          lines.stream().anyMatch(l -> List.of(l.strip().split(" ")).contains(named.group(1))),
          () -> named.group(1) + " was not tried\n" + told);
    }
    assertTrue(Pattern.compile("[1-9][0-9.]* % of lines").matcher(told).find(), told);
  }

  /** What runs without a person lists it as well, and so does the profile by itself. */
  @Test
  @Tag("SAF-32")
  void theListIsPartOfEveryRunOfTheTestsAndOfTheProfile() throws IOException {
    assertTrue(has(".ci/run", "./busbar test --require-peers"));
    assertTrue(has("busbar", "rules SafetyMain"));
    assertTrue(has("bnd/rules/pom.xml", "org.busbar.rules.SafetyMain"));
  }
}
