package org.busbar.plugin.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.intake.Source;

/**
 * The catalogue of the project's own plug-ins that the build lays beside the distribution, signed
 * with keys that it throws away. For a demo only.
 */
final class OwnCatalogue {
  private static final String NAME = "local";
  private static final String ROOT = "root.json";

  private OwnCatalogue() {}

  /**
   * Believes it where nothing else is believed, and anew after each build.
   *
   * @param dist the distribution
   */
  static void believe(Path home, Path dist) throws IOException, RefusedException {
    Path catalogue = dist.resolve("catalogue").toAbsolutePath().normalize();
    Path first = catalogue.resolve("roots").resolve("1.json");
    if (!Files.exists(first)) {
      return;
    }
    Path trust = home.resolve("trust");
    List<String> known = Source.all(trust).stream().map(Source::name).toList();
    Path pinned = trust.resolve(NAME).resolve(ROOT);
    boolean older =
        known.contains(NAME) && Files.exists(pinned) && Files.mismatch(pinned, first) >= 0;
    if (known.isEmpty() || older) {
      delete(trust.resolve(NAME)); // What was fetched from an older build is of other keys.
      Source.add(trust, NAME, catalogue.toString(), Bytes.read(first, Limits.ROLE));
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
