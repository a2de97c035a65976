package org.busbar.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {
  @TempDir Path folder = Path.of("");

  @Test
  void allRowsOfTheProjectAreRead() throws IOException {
    List<TraceMain.Row> rows = TraceMain.rows(Path.of("../../docs/reference/requirements.md"));
    assertEquals(474, rows.size());
    assertEquals(474, rows.stream().map(TraceMain.Row::id).distinct().count());
  }

  @Test
  @Tag("EXAMPLE-1")
  @Tag("EXAMPLE-2")
  void tagsAreReadFromTheClassesOfTests() {
    Map<String, Set<String>> tags = TestTags.of(Path.of("").toAbsolutePath());
    assertEquals(
        Set.of("EXAMPLE-1", "EXAMPLE-2"),
        tags.get("org.busbar.rules.TraceTest.tagsAreReadFromTheClassesOfTests"));
  }

  /** What an implementation has to show. */
  abstract static class Contract {
    @Tag("EXAMPLE-3")
    void itIsKept() {}

    @Tag("EXAMPLE-3")
    void itIsSaidAnew() {}
  }

  static final class Kept extends Contract {
    @Override
    @Tag("EXAMPLE-4")
    void itIsSaidAnew() {}
  }

  @Test
  void aTestThatIsInheritedHasItsTagsWhereItRuns() {
    Map<String, Set<String>> tags = TestTags.of(Path.of("").toAbsolutePath());
    String name = Kept.class.getName();
    assertEquals(Set.of("EXAMPLE-3"), tags.get(name + ".itIsKept"));
    assertEquals(Set.of("EXAMPLE-4"), tags.get(name + ".itIsSaidAnew"));
  }

  @Test
  void aTestThatFailedOnceOrWasSkippedProvesNothing() throws IOException {
    Path report = folder.resolve("TEST-a.A.xml");
    Files.writeString(
        report,
        """
        <testsuite name="a">
          <testcase name="good" classname="a.A"/>
          <testcase name="bad" classname="a.A"><failure message="x"/></testcase>
          <testcase name="left" classname="a.A"><skipped/></testcase>
          <testcase name="property" classname="A"/>
          <testcase name="many(int)[1]" classname="a.A"/>
          <testcase name="many(int)[2]" classname="a.A"><error/></testcase>
        </testsuite>
        """);
    Set<String> passed = new TreeSet<>();
    Set<String> others = new TreeSet<>();
    TestReports.read(report, passed, others);
    passed.removeAll(others);
    assertEquals(Set.of("a.A.good", "a.A.property"), passed);
    assertTrue(
        TraceMain.passed(Map.of("a.A.bad", Set.of("SAF-11")), passed).isEmpty(),
        "a failed test must prove no row");
  }

  @Test
  void aTestThatTheUsualRunLeavesOutCountsByItsLastDeepRun() throws IOException {
    report("room/target/failsafe-reports/TEST-a.LongIT.xml", "<skipped/>");
    assertEquals(Set.of(), TestReports.of(folder));
    report("target/deep/LongIT/TEST-junit-jupiter.xml", "<failure/>");
    assertEquals(Set.of(), TestReports.of(folder));
    report("target/deep/LongIT/TEST-junit-jupiter.xml", "");
    assertEquals(Set.of("a.LongIT.whole"), TestReports.of(folder));
    report("room/target/failsafe-reports/TEST-a.LongIT.xml", "<error/>");
    assertEquals(Set.of(), TestReports.of(folder));
  }

  private void report(String path, String outcome) throws IOException {
    Files.createDirectories(folder.resolve(path).getParent());
    Files.writeString(
        folder.resolve(path),
        "<testsuite><testcase name=\"whole()\" classname=\"a.LongIT\">"
            + outcome
            + "</testcase></testsuite>");
  }

  @Test
  void whatIsMeasuredIsProvenByAKeptReportAndTheRestByTests() throws IOException {
    List<String> measured =
        TraceMain.rows(Path.of("../../docs/reference/requirements.md")).stream()
            .filter(TraceMain.Row::isMeasured)
            .map(TraceMain.Row::id)
            .toList();
    assertTrue(measured.containsAll(List.of("SAF-05", "SAF-27", "DPL-13", "DPL-15")));
    assertTrue(List.of("SAF-03", "DPL-12").stream().noneMatch(measured::contains));
  }
}
