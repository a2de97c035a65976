package org.busbar.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Profiles of bundles are found by their place, and by their id where somebody keeps to no order.
 */
class PlacesTest {
  @TempDir Path folder;

  private final ProfileLibrary library = new ProfileLibrary();

  private URL file(String place, String id, int version) throws IOException {
    Path file = folder.resolve(place);
    Files.createDirectories(file.getParent());
    return Files.writeString(
            file,
            """
            busbar: profile/1
            id: %s
            version: %d
            name: A meter
            maker: Acme
            models: [M]
            licence: Apache-2.0
            evidence: {source: a test, quality: reference}
            nature: meter
            transport: {kind: modbus}
            points: {activePowerW: {at: 1, type: i16, sign: import+}}
            vectors: [{given: {1: 5}, expect: {activePowerW: 5}}]
            """
                .formatted(id, version))
        .toUri()
        .toURL();
  }

  private int version(String id) {
    return library.find(id).orElseThrow().version();
  }

  @Test
  void isFoundInItsPlaceWithoutTheOthersBeingRead() throws IOException {
    URL wanted = file("acme/m1.yaml", "acme.m1", 1);
    URL other = file("acme/m2.yaml", "acme.m2", 1);
    Files.delete(folder.resolve("acme/m2.yaml"));
    library.addAll("one", 1, List.of(wanted, other));
    assertEquals(1, version("acme.m1"));
  }

  @Test
  void isFoundElsewhereByItsId() throws IOException {
    library.addAll("one", 2, List.of(file("acme/m1.yaml", "other.m9", 3)));
    assertEquals(3, version("other.m9"));
    assertTrue(library.find("acme.m1").isEmpty());
  }

  @Test
  void theHigherVersionOfTwoBundlesCounts() throws IOException {
    library.addAll("one", 3, List.of(file("1/acme/m1.yaml", "acme.m1", 1)));
    library.addAll("two", 4, List.of(file("2/acme/m1.yaml", "acme.m1", 2)));
    assertEquals(2, version("acme.m1"));
    library.remove("two");
    assertEquals(1, version("acme.m1"));
  }

  @Test
  void aFolderOfOnesOwnCountsToo() throws IOException {
    library.addAll("one", 5, List.of(file("1/acme/m1.yaml", "acme.m1", 1)));
    file("home/mine.yaml", "acme.m1", 7);
    library.addFolder("home", folder.resolve("home"));
    assertEquals(7, version("acme.m1"));
  }
}
