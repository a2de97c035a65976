package org.busbar.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoverageTest {
  private static final String HEAD =
      "GROUP,PACKAGE,CLASS,INSTRUCTION_MISSED,INSTRUCTION_COVERED,BRANCH_MISSED,BRANCH_COVERED,"
          + "LINE_MISSED,LINE_COVERED,COMPLEXITY_MISSED,COMPLEXITY_COVERED,METHOD_MISSED,"
          + "METHOD_COVERED\n";

  @TempDir Path folder = Path.of("");

  private void own(String module, String... lines) throws IOException {
    report(module + "/target/site/jacoco", lines);
  }

  private void report(String place, String... lines) throws IOException {
    Path home = Files.createDirectories(folder.resolve(place));
    Files.writeString(home.resolve("jacoco.csv"), HEAD + String.join("\n", lines) + "\n");
  }

  @Test
  void classesAddUpToTheirBundleAndBundlesToTheWhole() throws IOException {
    own("bundles/core", "core,p,A,0,9,1,3,10,30,0,0,0,0", "core,p,B,0,9,0,0,0,60,0,0,0,0");
    own("bundles/control/x", "x,p,C,0,0,0,0,100,0,0,0,0,0");
    report("bundles/control/x/target/site/jacoco-whole", "x,p,C,0,0,0,0,20,80,0,0,0,0");
    assertEquals(
        List.of(
            "                                          its own tests          all tests",
            "bundle                                   lines branches     lines branches",
            "bundles/control/x                        0.0 %        -    80.0 %        -",
            "bundles/core                            90.0 %   75.0 %    90.0 %   75.0 %",
            "together                                45.0 %   75.0 %    85.0 %   75.0 %"),
        CoverageMain.table(CoverageMain.of(folder)));
  }

  @Test
  void whatIsBelowEightyPercentIsNamedInTheReport() throws IOException {
    own("bundles/core", "core,p,A,0,9,1,3,20,80,0,0,0,0");
    own("bundles/api", "api,p,A,0,0,0,0,0,0,0,0,0,0");
    assertTrue(
        CoverageMain.report(CoverageMain.of(folder))
            .contains("With their own tests alone: every bundle has 80 % of its lines covered."));
    own("bundles/x", "x,p,C,0,0,0,0,21,79,0,0,0,0");
    report("bundles/x/target/site/jacoco-whole", "x,p,C,0,0,0,0,20,80,0,0,0,0");
    List<String> report = CoverageMain.report(CoverageMain.of(folder));
    assertTrue(
        report.contains("With their own tests alone: below 80 % of their lines are bundles/x."),
        report::toString);
    assertTrue(
        report.contains(
            "With the tests of the whole project: every bundle has 80 % of its lines covered."),
        report::toString);
  }

  @Test
  void nothingMeasuredIsNoTable() throws IOException {
    assertTrue(CoverageMain.of(folder).isEmpty());
  }
}
