package org.busbar.core.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no recording is never called equal. */
class ReplayMainTest {
  @TempDir Path folder;

  @Test
  void aFileWithoutAStepIsRefused() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.jsonl"));
    assertEquals(
        "2 " + empty + ": no step is recorded in it; give a recording or black box\n", said(empty));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path none = folder.resolve("none.jsonl");
    assertEquals("2 " + none + ": there is no such file\n", said(none));
  }

  private static String said(Path file) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        ReplayMain.run(
            List.of(file.toString()), new PrintStream(out, true, StandardCharsets.UTF_8));
    return code + " " + out.toString(StandardCharsets.UTF_8);
  }
}
