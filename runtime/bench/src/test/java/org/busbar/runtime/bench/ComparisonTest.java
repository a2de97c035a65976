package org.busbar.runtime.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.busbar.api.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  private static final Map<String, ?> NO_NOTES = Map.of();

  @TempDir Path folder = Path.of("");

  private Path run(String name, String machine, double stepMs, double rate) throws IOException {
    Path home = folder.resolve(name);
    Report report =
        new Report(
            new PrintStream(OutputStream.nullOutputStream()),
            home,
            new Origin("abc-" + name, machine),
            Clock.system());
    report.value("reads", rate, "reads/s", NO_NOTES);
    Samples samples = new Samples(3);
    samples.add(1_000_000);
    samples.add((long) (stepMs * 1e6));
    samples.add(9_000_000);
    report.samples("step", samples, 1e6, "ms", NO_NOTES);
    return home;
  }

  private static String lineOf(String figure, List<String> lines) {
    return lines.stream().filter(line -> line.startsWith(figure + " ")).findFirst().orElseThrow();
  }

  @Test
  void medianAndMaxStandSideBySideWithTheirRatio() throws IOException {
    List<String> lines = Comparison.of(run("a", "one", 2, 100), run("b", "one", 2.2, 100), false);
    assertEquals("A " + folder.resolve("a") + ": commit abc-a", lines.getFirst());
    assertEquals(
        List.of("step", "ms", "2.000", "2.200", "1.10", "9.000", "9.000", "1.00"),
        List.of(lineOf("step", lines).split(" +")));
    assertEquals("worse by more than 20 %: 0", lines.getLast());
  }

  @Test
  void aLongerTimeAndALowerRateAreWorse() throws IOException {
    List<String> lines = Comparison.of(run("a", "one", 2, 100), run("b", "one", 3, 70), false);
    assertTrue(lineOf("step", lines).endsWith("WORSE"));
    assertTrue(lineOf("reads", lines).endsWith("WORSE"));
    assertEquals("worse by more than 20 %: 2", lines.getLast());
  }

  @Test
  void aShorterTimeAndAHigherRateAreNot() throws IOException {
    List<String> lines = Comparison.of(run("a", "one", 3, 70), run("b", "one", 2, 100), false);
    assertEquals("worse by more than 20 %: 0", lines.getLast());
    assertFalse(Comparison.isWorse(Double.NaN, 1, "ms"));
  }

  @Test
  void figuresOfTwoMachinesAreComparedByForceOnly() throws IOException {
    Path a = run("a", "one", 2, 100);
    Path b = run("b", "two", 2, 100);
    var refused = assertThrows(IllegalArgumentException.class, () -> Comparison.of(a, b, false));
    assertTrue(refused.getMessage().startsWith("not of one machine: [one, two]"));
    assertEquals("worse by more than 20 %: 0", Comparison.of(a, b, true).getLast());
  }

  @Test
  void figuresThatNameNoMachineAreRefused() throws IOException {
    Path old = Files.createDirectories(folder.resolve("old"));
    Files.writeString(old.resolve("figures.jsonl"), "{\"figure\":\"x\",\"value\":1}\n");
    assertThrows(IllegalArgumentException.class, () -> Comparison.of(old, old, false));
    assertThrows(
        IllegalArgumentException.class, () -> Comparison.of(folder, folder, true), "no figures");
  }

  @Test
  void whatOnlyOneRunMeasuredIsNamed() throws IOException {
    Path a = run("a", "one", 2, 100);
    Path b = run("b", "one", 2, 100);
    Path figures = b.resolve("figures.jsonl");
    Files.writeString(figures, Files.readString(figures).replace("\"step\"", "\"stride\""));
    List<String> lines = Comparison.of(a, b, false);
    assertTrue(lines.contains("step: only in A") && lines.contains("stride: only in B"));
  }

  @Test
  void everyFigureSaysWhereAndWhenItWasMeasured() throws IOException {
    String figures = Files.readString(run("a", "one", 2, 100).resolve("figures.jsonl"));
    assertTrue(figures.contains("\"machine\":\"one\",\"commit\":\"abc-a\",\"at\":\"20"));
  }

  @Test
  void theProcessorIsReadWhereTheSystemNamesIt() throws IOException {
    Path file = folder.resolve("cpuinfo");
    Files.writeString(file, "processor\t: 0\nmodel name\t: Acme 9000 @ 2 GHz\n");
    assertEquals("Acme 9000 @ 2 GHz", Origin.processor(file));
    assertEquals(
        Origin.processor(folder.resolve("none")), Origin.processor(folder.resolve("other")));
  }
}
