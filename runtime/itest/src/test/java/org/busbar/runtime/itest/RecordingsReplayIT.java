package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every recording that was kept comes out as it was when it is made again. */
class RecordingsReplayIT {
  @TempDir Path folder = Path.of("");

  @TestFactory
  Stream<DynamicTest> comesOutAgain() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/recordings"))) {
      List<Path> all = files.filter(file -> file.toString().endsWith(".gz")).sorted().toList();
      assertFalse(all.isEmpty());
      return all.stream()
          .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> again(file)));
    }
  }

  private void again(Path file) throws Exception {
    Path log = folder.resolve("replay.log");
    List<String> command =
        List.of(
            "/bin/sh",
            Program.distribution().resolve("bin/busbar").toString(),
            "replay",
            file.toAbsolutePath().toString());
    try (Program program = Program.start(log, command)) {
      assertEquals(0, program.exitCode(Duration.ofSeconds(60)), program::output);
      assertTrue(program.output().contains(" 0 different"), program.output());
      assertFalse(program.output().contains("run again: 0 equal"), program.output());
    }
  }
}
