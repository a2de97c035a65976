package org.busbar.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetySuiteTest {
  @TempDir Path checkout = Path.of("");

  private void report(String room, String kind, int tests, int failures) throws IOException {
    Path folder =
        Files.createDirectories(checkout.resolve(room).resolve("target/" + kind + "-reports"));
    Files.writeString(
        folder.resolve("TEST-A.xml"),
        "<testsuite name=\"A\" tests=\"%d\" errors=\"0\" skipped=\"1\" failures=\"%d\">\n"
            .formatted(tests, failures));
  }

  private List<String> told(boolean well) throws IOException {
    List<String> lines = new ArrayList<>();
    assertEquals(well, SafetyMain.tell(checkout, lines), lines::toString);
    return lines;
  }

  @Test
  void theSuiteListsTestsScenariosAndCoverageAndFailsWhereOneIsMissing() throws IOException {
    Path faults = checkout.resolve(SafetyMain.FAULTS);
    Files.createDirectories(faults.getParent());
    Files.writeString(
        faults,
        "faults:\n  one:\n    text: x\n  other:\n    awaits: a\n  third:\n    alone: true\n");
    report("bundles/safety", "surefire", 7, 0);
    report("bundles/sim", "surefire", 3, 0);
    report("bundles/sim", "failsafe", 2, 0);
    assertTrue(told(false).getLast().contains("not measured"));
    Path site = checkout.resolve("bundles/safety/target/site/jacoco");
    Files.createDirectories(site);
    Files.writeString(site.resolve("jacoco.csv"), "head\na,b,c,0,0,1,3,20,80,0,0,0,0\n");
    assertTrue(told(false).contains("runtime/campaign       0 tests, 0 failed, 0 skipped"));
    report("runtime/campaign", "surefire", 4, 0);
    List<String> lines = told(true);
    assertTrue(lines.contains("bundles/sim            5 tests, 0 failed, 2 skipped"));
    String scenarios =
        "1 scenarios of as many fault classes, each tried alone; 1 more by hand only";
    assertTrue(lines.contains(scenarios + ", 1 awaiting"), lines::toString);
    assertTrue(lines.getLast().contains("80.0 % of lines, 75.0 % of branches"), lines::toString);
    report("runtime/campaign", "surefire", 4, 1);
    assertFalse(told(false).isEmpty());
  }
}
