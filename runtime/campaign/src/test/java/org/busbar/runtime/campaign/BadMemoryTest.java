package org.busbar.runtime.campaign;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mode that keeps what it asks for, slowly enough for its budget, in a small memory. */
class BadMemoryTest {
  private static final Pattern LEFT = Pattern.compile("left (\\d+) MiB");
  private static final int MOST_LEFT_MIB = 50;

  @TempDir Path folder = Path.of("");

  @Test
  void aModeThatFillsTheMemoryGoesBeforeItIsFullAndTakesItAlong() throws Exception {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx96m",
                "-Xmn10m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FullHeap.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertTrue(said.contains("stopped {leak=memory is more than 85 % full"), said);
    assertTrue(said.contains("ABSENT"), said);
    assertTrue(said.endsWith("END" + System.lineSeparator()), said);
    Matcher left = LEFT.matcher(said);
    assertTrue(left.find() && Integer.parseInt(left.group(1)) < MOST_LEFT_MIB, said);
    assertTrue(!said.contains("OutOfMemoryError"), said);
  }
}
