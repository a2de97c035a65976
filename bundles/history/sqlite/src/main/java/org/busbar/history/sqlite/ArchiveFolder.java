package org.busbar.history.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where archive files lie: in the folder {@code archive} beside the history, which is a symbolic
 * link where they are to lie elsewhere, so that whoever looks for them needs no configuration.
 */
final class ArchiveFolder {
  private ArchiveFolder() {}

  /**
   * Lets the folder be what is wanted.
   *
   * @param wanted where the files are to lie; empty for the folder itself
   * @throws IOException where that cannot be, with what a person can do; nothing was moved
   */
  static void place(Path folder, Optional<Path> wanted) throws IOException {
    Path now = Files.isSymbolicLink(folder) ? Files.readSymbolicLink(folder) : folder;
    Path target = wanted.orElse(folder);
    if (!now.equals(target)) {
      if (!Files.isDirectory(now) && Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(
            now + " is not there; bring it back, then move its files to " + target);
      }
      if (holdsFiles(now)) {
        throw new IOException("archive files lie in " + now + "; move them to " + target);
      }
      Files.deleteIfExists(folder);
    }
    if (wanted.isPresent()) {
      Files.createDirectories(target);
      if (!now.equals(target)) {
        Files.createSymbolicLink(folder, target);
      }
    }
  }

  private static boolean holdsFiles(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isPresent();
    }
  }
}
