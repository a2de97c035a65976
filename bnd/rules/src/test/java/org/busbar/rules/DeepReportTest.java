package org.busbar.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeepReportTest {
  @TempDir Path folder = Path.of("");

  private Path report(String name, int second) throws IOException {
    Path home = Files.createDirectories(folder.resolve("x/target/failsafe-reports"));
    Path file = home.resolve("TEST-a." + name + ".xml");
    Files.writeString(
        file,
        """
        <testsuite name="a.%1$s">
          <testcase name="good" classname="a.%1$s" time="7.5"/>
          <testcase name="bad" classname="a.%1$s" time="1"><failure message="x">y</failure></testcase>
          <testcase name="left" classname="a.%1$s" time="0"><skipped/></testcase>
        </testsuite>
        """
            .formatted(name));
    Files.setLastModifiedTime(file, FileTime.fromMillis(second * 1000L));
    return file;
  }

  @Test
  void eachDeepTestOfThisRunStandsInTheReportWithItsResult() throws IOException {
    report("KillDeepIT", 20);
    report("OldDeepIT", 5);
    report("ShortIT", 20);
    Path marker = report("Marker", 10);
    assertEquals(0, run(marker));
    List<String> lines = Files.readAllLines(folder.resolve("target/deep-report.md"));
    assertTrue(
        lines.containsAll(
            List.of(
                "# Deep tests of 2026-11-21",
                "commit: abc-dirty",
                "machine: Acme 9000",
                "duration of the whole run: 1800 s")));
    assertEquals(
        List.of(
            "| a.KillDeepIT.good | passed | 7.5 |",
            "| a.KillDeepIT.bad | FAILED | 1 |",
            "| a.KillDeepIT.left | skipped | 0 |"),
        lines.subList(8, lines.size()));
  }

  private int run(Path marker) throws IOException {
    return DeepMain.run(
        new String[] {
          folder.toString(), marker.toString(), "1800", "2026-11-21", "abc-dirty", "Acme 9000"
        });
  }

  @Test
  void tooLittleChangedCodeNoticedFailsTheRun() throws IOException {
    Path marker = report("Marker", 10);
    Path file =
        Files.createDirectories(folder.resolve("bundles/x/target/pit-reports"))
            .resolve("mutations.csv");
    String change = "A.java,a.A,Math,run,%d,%s,a.ATest\n";
    StringBuilder changes = new StringBuilder();
    for (int i = 0; i < 19; i++) {
      changes.append(change.formatted(i, i == 7 ? "TIMED_OUT" : "KILLED"));
    }
    Files.writeString(file, changes + change.formatted(19, "SURVIVED"));
    assertEquals(0, run(marker));
    Files.writeString(file, changes + change.formatted(19, "NO_COVERAGE").repeat(2));
    assertEquals(1, run(marker));
    List<String> lines = Files.readAllLines(folder.resolve("target/deep-report.md"));
    assertEquals("| mutations of bundles/x: 19 of 21 noticed | FAILED | - |", lines.getLast());
  }

  @Test
  void aRunWithoutDeepTestsSaysSo() throws IOException {
    assertEquals(List.of("| none ran | - | - |"), DeepMain.results(folder, FileTime.fromMillis(0)));
  }
}
