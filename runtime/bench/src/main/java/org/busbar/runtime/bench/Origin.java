package org.busbar.runtime.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Where figures come from; two of different machines say nothing about each other.
 *
 * @param commit what {@code git describe} says of the sources, "unknown" outside a checkout
 * @param machine the processor's model
 */
record Origin(String commit, String machine) {
  /** This process's, read once. */
  static Origin here() {
    return new Origin(describe(), processor(Path.of("/proc/cpuinfo")));
  }

  private static String describe() {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty")
              .directory(Path.of(System.getProperty("busbar.root", ".")).toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0;
      return ended ? said.strip() : "unknown";
    } catch (IOException e) {
      return "unknown"; // No git here: the figure says so.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }

  static String processor(Path cpuinfo) {
    try (var lines = Files.lines(cpuinfo)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseGet(Origin::architecture);
    } catch (IOException e) {
      return architecture(); // Not Linux, or no model named, as on many ARM boards.
    }
  }

  private static String architecture() {
    return System.getProperty("os.name") + " " + System.getProperty("os.arch");
  }
}
