package org.busbar.core.site;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import org.busbar.api.face.SiteEditor.Generation;
import org.busbar.api.safety.Audit;

/** The file of a site and what was kept of it. Not thread-safe; its user locks. */
final class Configuration {
  private final Path file;
  private final Generations generations;

  /**
   * Looks at the file; one that is another than at the last start is kept as a generation.
   *
   * @param home folder of the site's state
   */
  Configuration(Path file, Path home, Audit audit, Instant now) throws IOException {
    this.file = file;
    this.generations = new Generations(home);
    String text = Files.readString(file);
    if (!isKept(text)) {
      String before = generations.current().map(Generation::sha256).orElse("");
      String name = String.valueOf(file.getFileName());
      String why =
          before.isEmpty() ? "The site was opened for the first time." : name + " was changed.";
      Generation kept = generations.keep(text, now, "file", why, OptionalInt.empty());
      audit.append(
          "configuration",
          "file",
          why,
          Map.of(
              "file",
              name,
              "sha256",
              kept.sha256(),
              "before",
              before,
              "generation",
              Integer.toString(kept.number())));
    }
  }

  Path file() {
    return file;
  }

  Generations generations() {
    return generations;
  }

  /** The file as it is on disk. */
  String text() throws IOException {
    return Files.readString(file);
  }

  /** Whether a text is the one that stands. */
  boolean isKept(String text) {
    return generations
        .current()
        .map(now -> now.sha256().equals(Generations.digest(text)))
        .orElse(false);
  }

  /** Puts back what stood, where something else stands. */
  void restore(String standing) throws IOException {
    if (!text().equals(standing)) {
      write(standing);
    }
  }

  /** Replaces the file as a whole and waits until the disk holds it. */
  void write(String text) throws IOException {
    Path target = file.toRealPath();
    Path next = target.resolveSibling(target.getFileName() + ".new");
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
