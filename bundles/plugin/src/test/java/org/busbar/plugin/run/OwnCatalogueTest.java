package org.busbar.plugin.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.intake.Source;
import org.busbar.plugin.trust.Key;
import org.busbar.plugin.trust.KeyUse;
import org.busbar.plugin.trust.Role;
import org.busbar.plugin.trust.Root;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnCatalogueTest {
  @TempDir Path folder = Path.of("");

  /** A build with keys of its own. */
  private Path build(String name) throws IOException {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    Key key = Key.of(KeyUse.DEVELOPMENT, bytes);
    Map<Role, Root.Signers> signers = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      signers.put(role, new Root.Signers(List.of(key), 1));
    }
    Root root = new Root(1, Instant.parse("2036-01-01T00:00:00Z"), signers);
    Path dist = folder.resolve(name);
    Files.createDirectories(dist.resolve("catalogue/roots"));
    Files.write(dist.resolve("catalogue/roots/1.json"), Pretty.json(root.json()));
    return dist;
  }

  private List<String> believed() throws Exception {
    List<String> places = new ArrayList<>();
    for (Source source : Source.all(folder.resolve("home/trust"))) {
      places.add(source.name() + " " + folder.relativize(Path.of(source.fetch().location())));
    }
    return places;
  }

  @Test
  void eachBuildIsBelievedAnewAndNothingOfTheOlderIsKept() throws Exception {
    Path home = folder.resolve("home");
    OwnCatalogue.believe(home, folder.resolve("archive"));
    assertEquals(List.of(), believed(), "there is no catalogue in an archive");
    Path one = build("one");
    OwnCatalogue.believe(home, one);
    assertEquals(List.of("local one/catalogue"), believed());
    Path fetched = Files.createDirectories(home.resolve("trust/local/copy"));
    OwnCatalogue.believe(home, one);
    assertTrue(Files.exists(fetched), "the same build needs nothing");
    OwnCatalogue.believe(home, build("two"));
    assertEquals(List.of("local two/catalogue"), believed());
    assertFalse(Files.exists(fetched));
  }

  @Test
  void whereSomethingElseIsBelievedItIsLeftAtThat() throws Exception {
    Path one = build("one");
    Source.add(
        folder.resolve("home/trust"),
        "acme",
        one.resolve("catalogue").toString(),
        Files.readAllBytes(one.resolve("catalogue/roots/1.json")));
    OwnCatalogue.believe(folder.resolve("home"), build("two"));
    assertEquals(List.of("acme one/catalogue"), believed());
  }
}
