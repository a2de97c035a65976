package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.busbar.marketplace.publish.LocalCatalogue;
import org.busbar.marketplace.write.Mirror;
import org.busbar.plugin.intake.Fetch;
import org.busbar.plugin.trust.Policy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalogue that the build lays beside the distribution, made once more. */
class LocalCatalogueIT {
  @TempDir Path folder = Path.of("");

  private static List<String> plugins(Path dist) throws IOException {
    try (Stream<Path> files = Files.list(dist.resolve("catalogue/plugins"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void eachBuildPublishesTheSamePluginsAndEveryFileOfThemIsSigned() throws Exception {
    for (String part : List.of("bundles", "lib")) {
      Files.createSymbolicLink(folder.resolve(part), Program.distribution().resolve(part));
    }
    LocalCatalogue.main(new String[] {"../..", folder.toString(), "0.1.0-SNAPSHOT"});
    assertEquals(plugins(Program.distribution()), plugins(folder));

    Path catalogue = folder.resolve("catalogue");
    Mirror mirror =
        new Mirror(
            Fetch.of(catalogue.toString()),
            new Policy(true, Set.of()),
            Clock.systemUTC().instant());
    byte[] root = Files.readAllBytes(catalogue.resolve("roots/1.json"));
    assertEquals(plugins(folder).size(), mirror.copy(folder.resolve("stick"), root));
  }
}
