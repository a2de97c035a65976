package org.busbar.safety;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The folder of a site that lives for one case of a property: a hundred thousand cases would fill a
 * disk and wear it. In memory where there is some. One case at a time.
 */
final class Scratch {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final Path ROOT = root();

  private Scratch() {}

  private static Path root() {
    try {
      Path made =
          Files.isWritable(MEMORY)
              ? Files.createTempDirectory(MEMORY, "busbar")
              : Files.createTempDirectory("busbar");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(made)));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An empty folder; what the case before left is gone. */
  static Path home() {
    try {
      Path home = ROOT.resolve("home");
      delete(home);
      return Files.createDirectories(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
