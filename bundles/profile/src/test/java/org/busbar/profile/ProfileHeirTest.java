package org.busbar.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.write.Heir;
import org.busbar.api.vocabulary.NodeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two bundles with one profile each of the same id. */
class ProfileHeirTest {
  /** A meter, with a place for version and name. */
  static final String METER =
      """
      busbar: profile/1
      id: acme.m1
      version: %d
      name: %s
      maker: Acme
      models: [M1]
      licence: Apache-2.0
      evidence: {source: this test, quality: reference}
      maturity: imported
      nature: meter
      transport: {kind: modbus}
      points:
        activePowerW: {at: 1, type: i16, sign: import+}
      vectors:
        - {given: {1: 5}, expect: {activePowerW: 5}}
      """;

  private static final DeviceConfig DEVICE =
      new DeviceConfig(
          new NodeId("m"), "profile", "acme.m1", "c", 1, Map.of(), Set.of(), "site.yaml:7");

  @TempDir Path folder = Path.of("");

  private final ProfileLibrary library = new ProfileLibrary();
  private final ProfileDriver driver = new ProfileDriver(library);

  private void bundle(long id, int version, String name) throws IOException {
    Path file =
        Files.createDirectories(folder.resolve("b" + id).resolve("acme")).resolve("m1.yaml");
    Files.writeString(file, METER.formatted(version, name));
    URL at = file.toUri().toURL();
    library.addAll("b/" + id, id, List.of(at));
  }

  private String name() {
    return driver.describe(DEVICE).name();
  }

  @Test
  void whatComesBesideAProfileInUseWaitsUntilItIsUsed() throws IOException {
    bundle(1, 1, "Old");
    assertEquals("Old", name());
    bundle(2, 2, "New");
    assertEquals("Old", name());
    assertEquals("Old", library.all().getFirst().name());
    Heir heir = driver.heir(Set.of(1L), Set.of(2L)).orElseThrow();
    assertTrue(heir.concerns(DEVICE));
    assertEquals("New", heir.driver().describe(DEVICE).name());
    assertEquals("Old", name());
    heir.use(true);
    assertEquals("New", name());
    heir.use(false);
    assertEquals("Old", name());
    heir.use(true);
    library.remove("b/1");
    assertEquals("New", name());
  }

  @Test
  void aLowerVersionIsGoneBackToInTheSameWay() throws IOException {
    bundle(1, 2, "Newer");
    assertEquals("Newer", name());
    bundle(2, 1, "Older");
    driver.heir(Set.of(1L), Set.of(2L)).orElseThrow().use(true);
    assertEquals("Older", name());
  }

  @Test
  void whatComesTakesOverWhenTheOtherGoes() throws IOException {
    bundle(1, 1, "Old");
    assertEquals("Old", name());
    bundle(2, 2, "New");
    library.remove("b/1");
    assertEquals("New", name());
  }

  @Test
  void aProfileThatIsNotInTheNewConcernsItsDevices() throws IOException {
    bundle(1, 1, "Old");
    assertEquals("Old", name());
    library.addAll("b/3", 3, List.of());
    Heir heir = driver.heir(Set.of(1L), Set.of(3L)).orElseThrow();
    assertTrue(heir.concerns(DEVICE));
    assertThrows(IllegalArgumentException.class, () -> heir.driver().describe(DEVICE));
    assertFalse(driver.heir(Set.of(1L), Set.of()).isPresent(), "what is removed has no heir");
    assertFalse(driver.heir(Set.of(8L), Set.of(9L)).isPresent());
  }
}
