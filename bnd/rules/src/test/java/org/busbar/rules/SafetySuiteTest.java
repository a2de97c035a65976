package org.busbar.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkout in which everything was run, and what is said where something was not. */
class SafetySuiteTest {
  private static final String CAMPAIGN = "runtime/campaign/target/campaign/alone.json";
  private static final String TEST = "bundles/safety/target/surefire-reports/TEST-a.GuardTest.xml";

  @TempDir Path checkout = Path.of("");

  private void write(String file, String text) throws IOException {
    Path path = checkout.resolve(file);
    Files.createDirectories(checkout.resolve(file.substring(0, file.lastIndexOf('/'))));
    Files.writeString(path, text);
  }

  private void report(String file, int failures) throws IOException {
    write(
        file,
        """
        <testsuite name="A" tests="3" errors="0" skipped="1" failures="%d">
          <testcase name="itHolds" classname="%s"/>
        </testsuite>
        """
            .formatted(failures, file.replaceAll(".*TEST-|.xml", "")));
  }

  private void campaign(int alone, int missed) throws IOException {
    write(
        CAMPAIGN,
        """
        { "faults": {
            "fire": {
              "hazard": 4, "text": "it \\"burns\\"", "injected": 1, "alone": 1, "missed": 0 },
            "cold": {
              "hazard": 0, "text": "it freezes", "injected": 1, "alone": %d, "missed": %d } } }
        """
            .formatted(alone, missed));
  }

  @BeforeEach
  void everythingWasRun() throws IOException {
    write(
        "docs/safety/hazards.csv",
        """
        number,hazard,detection,reaction,evidence
        1,fire,"heat, smoke",stop,sim:fire OtherIT#isElsewhere
        2,wrong sign,trial,refuse,GuardTest#itHolds
        3,island,switch,open,awaits islanding
        """);
    report(TEST, 0);
    report("bundles/sim/target/surefire-reports/TEST-a.ATest.xml", 0);
    report("bundles/sim/target/failsafe-reports/TEST-a.AnIT.xml", 0);
    report("runtime/campaign/target/surefire-reports/TEST-a.ATest.xml", 0);
    campaign(1, 0);
    write("bundles/safety/target/site/jacoco/jacoco.csv", "head\na,b,c,0,0,1,3,20,80,0,0,0,0\n");
  }

  private List<String> told(boolean well) throws IOException {
    List<String> lines = new ArrayList<>();
    assertEquals(well, SafetyMain.tell(checkout, lines), lines::toString);
    return lines;
  }

  private void assertMissed(String said) throws IOException {
    List<String> lines = told(false);
    assertTrue(lines.contains(said), lines::toString);
  }

  @Test
  void whatWasTriedIsListedFromItsReports() throws IOException {
    assertEquals(
        List.of(
            "Safety suite",
            "bundles/safety         3 tests, 0 failed, 1 skipped",
            "bundles/sim            6 tests, 0 failed, 2 skipped",
            "runtime/campaign       3 tests, 0 failed, 1 skipped",
            "2 scenarios, each a class of fault by itself, 2 answered in time:",
            "  cold fire",
            "2 of 3 hazards tried and answered; not: none; awaiting what does not exist yet: 3",
            "bundles/safety: 80.0 % of lines, 75.0 % of branches covered by its own tests"),
        told(true));
  }

  @Test
  void aRoomWhoseTestsFailedOrWereNotRunIsMissed() throws IOException {
    report(TEST, 1);
    assertMissed("bundles/safety         3 tests, 1 failed, 1 skipped");
    Files.delete(checkout.resolve(TEST));
    assertMissed("bundles/safety         0 tests, 0 failed, 0 skipped");
    assertMissed("1 of 3 hazards tried and answered; not: 2; awaiting what does not exist yet: 3");
  }

  @Test
  void aScenarioThatWasAnsweredLateOrNotInjectedAloneIsMissed() throws IOException {
    for (int[] wrong : new int[][] {{1, 1}, {0, 0}}) {
      campaign(wrong[0], wrong[1]);
      assertMissed("2 scenarios, each a class of fault by itself, 1 answered in time:");
    }
    Files.delete(checkout.resolve(CAMPAIGN));
    assertMissed("0 scenarios, each a class of fault by itself, 0 answered in time:");
    assertMissed("1 of 3 hazards tried and answered; not: 1; awaiting what does not exist yet: 3");
  }

  @Test
  void coverageThatWasNotMeasuredIsMissed() throws IOException {
    Files.delete(checkout.resolve("bundles/safety/target/site/jacoco/jacoco.csv"));
    assertMissed("bundles/safety: coverage was not measured");
  }

  @Test
  void reportsOlderThanTheCodeTheyTriedSayNothing() throws IOException {
    for (String room : SafetyMain.ROOMS) {
      String compiled = room + "/target/test-classes/A.class";
      write(compiled, "");
      Files.setLastModifiedTime(
          checkout.resolve(compiled), FileTime.from(Instant.parse("2999-01-01T00:00:00Z")));
    }
    assertMissed("bundles/safety         0 tests, 0 failed, 0 skipped");
    assertMissed("0 scenarios, each a class of fault by itself, 0 answered in time:");
    assertMissed("bundles/safety: coverage was not measured");
  }
}
