package org.busbar.runtime.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileCommandTest {
  private static final Path DRIVERS = Path.of("../../drivers");

  @TempDir Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private int run(String... arguments) throws IOException {
    return ProfileTest.run(List.of(arguments), new PrintStream(said, true));
  }

  @Test
  void withoutAFileItSaysHowItIsUsed() throws IOException {
    assertEquals(2, run());
    assertEquals(2, run("--out", folder.toString()));
    assertEquals(2, said.toString().lines().filter(line -> line.startsWith("usage: ")).count());
  }

  @Test
  void aProfileThatIsWrongFailsWithItsLineAndTheNextIsTriedAllTheSame() throws IOException {
    Path wrong = Files.writeString(folder.resolve("wrong.yaml"), "busbar: profile/1\nname: x\n");
    assertEquals(1, run(wrong.toString(), DRIVERS.resolve("busbar/meter.yaml").toString()));
    assertTrue(said.toString().startsWith("wrong.yaml:"), said::toString);
    assertTrue(said.toString().contains("busbar.meter"), said::toString);
  }

  @Test
  void whatIsNoFileIsToldWithoutATrace() throws IOException {
    Path nothing = folder.resolve("nothing.yaml");
    assertEquals(1, run(nothing.toString()));
    assertTrue(said.toString().startsWith("nothing.yaml"), said::toString);
    assertEquals(1, run(folder.toString()));
    assertEquals(2, run(nothing.toString(), "--output", "x"));
  }

  @Test
  void theFileThatIsNamedIsTriedWhateverLiesBesideIt() throws IOException {
    String meter = Files.readString(DRIVERS.resolve("busbar/meter.yaml"));
    Files.writeString(
        folder.resolve("new.yaml"), meter.replaceFirst("version: [0-9]+", "version: 99"));
    Files.writeString(folder.resolve("list.yaml"), "some: [other, yaml\n");
    Path old = Files.writeString(folder.resolve("old.yml"), meter);
    Path file = Files.writeString(folder.resolve("file"), "");
    assertEquals(1, run(old.toString(), "--out", file.toString()), said::toString);
    assertTrue(said.toString().contains("--out " + file + ": cannot be written"), said::toString);
    assertTrue(said.toString().contains("busbar.meter version"), said::toString);
    assertTrue(!said.toString().contains("version 99"), said::toString);
  }

  @Test
  void aProfileOfDocumentsIsTriedOverItsOwnTransportAndTheReportIsKept() throws IOException {
    String file = DRIVERS.resolve("generic/http-meter.yaml").toString();
    assertEquals(0, run(file, "--out", folder.resolve("reports").toString()), said::toString);
    try (Stream<Path> kept = Files.list(folder.resolve("reports"))) {
      List<Path> files = kept.sorted().toList();
      assertEquals(2, files.size(), files::toString);
      assertTrue(Files.readString(files.getFirst()).contains("sha256"));
      assertTrue(said.toString().contains("kept: " + files.getFirst()), said::toString);
    }
  }
}
