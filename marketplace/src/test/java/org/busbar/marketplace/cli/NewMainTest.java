package org.busbar.marketplace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.busbar.marketplace.write.PluginFolder;
import org.busbar.plugin.format.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewMainTest {
  @TempDir Path folder = Path.of("");

  private String contracts(String version, String entry) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Bundle-Version", version);
    Path jar = folder.resolve(entry + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.putNextEntry(new ZipEntry(entry));
    }
    Path to = folder.resolve("of-" + entry + version);
    NewMain.make(List.of("service", to.toString(), "--id", "com.acme.thing"), jar);
    try (Stream<Path> versions = Files.list(to.resolve("contracts/org/busbar/org.busbar.api"))) {
      String name = versions.toList().getFirst().getFileName().toString();
      assertTrue(Files.readString(to.resolve("pom.xml")).contains("<version>" + name + "<"));
      return name;
    }
  }

  @Test
  void contractsOfAnotherBuildAreAnotherVersionForMaven() throws IOException {
    String one = contracts("0.1.0.SNAPSHOT", "one");
    String other = contracts("0.1.0.SNAPSHOT", "other");
    assertTrue(one.matches("0\\.1\\.0-[0-9a-f]{12}"), one);
    assertTrue(!one.equals(other), one);
    assertEquals("0.2.0", contracts("0.2.0", "released"));
  }

  @Test
  void whatWasNotBuiltIsToldInWords() throws IOException {
    contracts("0.2.0", "released");
    Path plugin = folder.resolve("of-released0.2.0/plugin");
    RefusedException e =
        assertThrows(
            RefusedException.class, () -> PluginFolder.make(plugin, folder.resolve("made")));
    assertTrue(e.getMessage().contains("mvn package"), e.getMessage());
  }
}
