package org.busbar.runtime.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What starts of the generation of plug-ins that runs. */
class PluginsTest {
  @TempDir Path folder;

  private Path jar(String name) throws IOException {
    return Jars.bundle(name)
        .classWithField(name + ".Own", "org.busbar.api.device.write.DeviceSession")
        .write(folder.resolve("staged/" + name + "/1-x/bundles/" + name + ".jar"));
  }

  private String generation(int number, String plugin, Path jar, boolean fieldSide)
      throws IOException {
    Path file = folder.resolve("generations/" + number + ".json");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        {"number": %d, "plugins": [{"id": "%s", "version": "1"}],
         "bundles": [{"plugin": "%s", "file": "%s", "sha256": "%s",
                      "start-order": 5, "field-side": %s}]}
        """
            .formatted(
                number, plugin, plugin, folder.relativize(jar), Jars.sha256(jar), fieldSide));
    return number + " " + Jars.sha256(file);
  }

  private Plugins current(String line) throws IOException {
    Files.writeString(folder.resolve("current"), line + "\n");
    return Plugins.read(folder);
  }

  @Test
  void aHomeWithoutPlugInsHasNone() throws IOException {
    assertEquals(new Plugins(List.of(), List.of()), Plugins.read(folder));
  }

  @Test
  void aDriverOfAVendorIsOfTheFieldSideBecauseItsGenerationSaysSo() throws IOException {
    Path jar = jar("com.acme.driver");
    Plugins driver = current(generation(1, "com.acme.driver", jar, true));
    assertEquals(List.of(), driver.refusals());
    assertEquals(5, driver.bundles().getFirst().startLevel());

    Plugins mode = current(generation(2, "com.acme.driver", jar, false));
    assertEquals(List.of(), mode.bundles());
    assertTrue(mode.refusals().getFirst().contains("reserved for the field side"));
  }

  @Test
  void aNameOfTheHouseMakesNoPlugInOfTheFieldSide() throws IOException {
    Plugins named = current(generation(1, "x", jar("org.busbar.drivers.acme"), false));
    assertEquals(List.of(), named.bundles());
  }

  @Test
  void anAlteredFileKeepsItsPlugInOut() throws IOException {
    Path jar = jar("com.acme.driver");
    String line = generation(1, "com.acme.driver", jar, true);
    byte[] bytes = Files.readAllBytes(jar);
    bytes[bytes.length / 2] ^= 1;
    Files.write(jar, bytes);
    Plugins altered = current(line);
    assertEquals(List.of(), altered.bundles());
    assertTrue(
        altered.refusals().getFirst().contains("is not the file that was installed"),
        altered.toString());
  }

  @Test
  void anAlteredGenerationKeepsAllOut() throws IOException {
    String line = generation(1, "com.acme.driver", jar("com.acme.driver"), true);
    Files.writeString(folder.resolve("generations/1.json"), "{}");
    assertTrue(current(line).refusals().getFirst().contains("was altered: none of them starts"));
  }

  @Test
  void aLineThatNamesNoGenerationKeepsAllOutAndStopsNobody() throws IOException {
    assertTrue(current("nothing").refusals().getFirst().contains("no plug-in starts"));
    assertTrue(current("1 aa watched x").refusals().getFirst().contains("no plug-in starts"));
  }

  @Test
  void whatIsWithheldDoesNotStart() throws IOException {
    String line = generation(1, "com.acme.driver", jar("com.acme.driver"), true);
    Files.writeString(folder.resolve("withheld"), "com.acme.driver\t1\tREVOKED\ttaken back\n");
    assertEquals(List.of(), current(line).bundles());
    Files.writeString(folder.resolve("withheld"), "com.acme.driver\t2\tREVOKED\ttaken back\n");
    assertEquals(1, current(line).bundles().size());
  }

  @Test
  void theSecondEndInTheWatchTimeLeadsBack() throws IOException {
    String old = generation(1, "com.acme.old", jar("com.acme.old"), true);
    String fresh = generation(2, "com.acme.fresh", jar("com.acme.fresh"), true);

    Plugins first = current(fresh + " watched " + old + " 0");
    assertTrue(first.bundles().getFirst().file().toString().contains("fresh"));
    assertEquals(
        fresh + " watched " + old + " 1", Files.readString(folder.resolve("current")).strip());

    Plugins second = Plugins.read(folder);
    assertTrue(second.bundles().getFirst().file().toString().contains("old"));
    assertEquals(old, Files.readString(folder.resolve("current")).strip());
  }
}
