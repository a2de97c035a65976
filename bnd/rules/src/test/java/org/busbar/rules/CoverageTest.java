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

  private void report(String module, String... lines) throws IOException {
    Path home = Files.createDirectories(folder.resolve(module + "/target/site/jacoco"));
    Files.writeString(home.resolve("jacoco.csv"), HEAD + String.join("\n", lines) + "\n");
  }

  @Test
  void classesAddUpToTheirBundleAndBundlesToTheWhole() throws IOException {
    report("bundles/core", "core,p,A,0,9,1,3,10,30,0,0,0,0", "core,p,B,0,9,0,0,0,60,0,0,0,0");
    report("bundles/control/x", "x,p,C,0,0,0,0,100,0,0,0,0,0");
    assertEquals(
        List.of(
            "bundle                                  lines branches",
            "bundles/control/x                       0.0 %        -",
            "bundles/core                           90.0 %   75.0 %",
            "together                               45.0 %   75.0 %"),
        CoverageMain.table(CoverageMain.of(folder)));
  }

  @Test
  void whatIsBelowEightyPercentIsNamedInTheReport() throws IOException {
    report("bundles/core", "core,p,A,0,9,1,3,20,80,0,0,0,0");
    report("bundles/api", "api,p,A,0,0,0,0,0,0,0,0,0,0");
    assertEquals(
        "Every bundle has 80 % of its lines covered.", CoverageMain.below(CoverageMain.of(folder)));
    report("bundles/x", "x,p,C,0,0,0,0,21,79,0,0,0,0");
    List<String> report = CoverageMain.report(CoverageMain.of(folder));
    assertEquals("Below 80 % of their lines: bundles/x.", report.get(2));
    assertTrue(
        report.contains("bundles/x                              79.0 %        -"),
        () -> "" + report);
  }

  @Test
  void nothingMeasuredIsNoTable() throws IOException {
    assertTrue(CoverageMain.of(folder).isEmpty());
  }
}
