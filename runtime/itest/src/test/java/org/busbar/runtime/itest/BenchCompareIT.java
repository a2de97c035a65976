package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./busbar bench compare}, through the script. */
class BenchCompareIT {
  private static final String FIGURE =
      """
      {"figure":"micro/a","unit":"ns","p50":%s,"max":90,"machine":"m","cpus":2,"commit":"c%s"}
      """;

  @TempDir Path folder = Path.of("");

  private String compare(int exit, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("bash", Path.of("../../busbar").toRealPath().toString()));
    command.addAll(List.of("bench", "compare"));
    command.addAll(List.of(arguments));
    try (Program program = Program.start(folder.resolve("log"), command)) {
      assertEquals(exit, program.exitCode(Duration.ofSeconds(60)), program.output());
      return program.output();
    }
  }

  private String report(String name, String median) throws Exception {
    Path report = Files.createDirectories(folder.resolve(name));
    Files.writeString(report.resolve("figures.jsonl"), FIGURE.formatted(median, name));
    return report.toString();
  }

  @Test
  void whatBecameSlowerIsMarked() throws Exception {
    String said = compare(0, report("a", "50"), report("b", "80"));
    assertTrue(said.contains("commit ca") && said.contains("commit cb"), said);
    assertTrue(said.lines().anyMatch(line -> line.matches("micro/a .*1.60.*WORSE")), said);
    assertTrue(said.contains("worse by more than 20 %: 1"), said);
  }

  @Test
  void aFolderWithoutAReportIsNamed() throws Exception {
    String said = compare(2, report("a", "50"), folder.resolve("none").toString());
    assertTrue(said.contains("no figures.jsonl in"), said);
  }
}
