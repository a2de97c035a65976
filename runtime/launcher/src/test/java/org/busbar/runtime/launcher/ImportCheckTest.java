package org.busbar.runtime.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCheckTest {

  private static final String DRIVER = "org.busbar.api.device.write.DeviceSession";
  private static final String CONNECTION = "org.busbar.api.transport.Connection";

  @TempDir Path folder;

  @Test
  void anInnocentBundleIsNotRefused() throws IOException {
    assertEquals(
        Optional.empty(),
        plugin(Jars.bundle("com.acme.mode").classWithField("com.acme.Mode", "java.lang.String")));
  }

  @Test
  void aPackageWhoseNameOnlyBeginsAlikeIsNotRefused() throws IOException {
    assertEquals(
        Optional.empty(),
        plugin(
            Jars.bundle("com.acme.mode")
                .header("Import-Package", "org.busbar.api.transportation")
                .classWithField("com.acme.Mode", "org.busbar.api.transportation.Bus")));
  }

  @Test
  void anImportInTheManifestIsRefused() throws IOException {
    assertEquals(
        Optional.of(
            "com.acme.rogue imports org.busbar.api.device.write, which is reserved for the field side"),
        plugin(
            Jars.bundle("com.acme.rogue;singleton:=true")
                .header(
                    "Import-Package",
                    "org.busbar.api.control;version=\"[0.1,1)\","
                        + "org.busbar.api.device.write;version=\"[0.1,1)\"")));
  }

  @Test
  void aWildcardThatCoversAReservedPackageIsRefused() throws IOException {
    assertEquals(
        Optional.of("com.acme.rogue imports org.busbar.*, which is reserved for the field side"),
        plugin(Jars.bundle("com.acme.rogue").header("DynamicImport-Package", "org.busbar.*")));
    assertEquals(
        Optional.of("com.acme.rogue imports *, which is reserved for the field side"),
        plugin(Jars.bundle("com.acme.rogue").header("DynamicImport-Package", "*")));
  }

  @Test
  void aFragmentIsRefusedWhateverItIsCalled() throws IOException {
    for (String host : List.of("org.busbar.safety", "system.bundle;extension:=framework")) {
      assertEquals(
          Optional.of(
              "org.busbar.drivers.acme is a fragment, and a plug-in must not grow into its host"),
          plugin(Jars.bundle("org.busbar.drivers.acme").header("Fragment-Host", host)));
    }
  }

  @Test
  void aBundleThatRequiresTheWholeApiIsRefused() throws IOException {
    assertTrue(
        plugin(Jars.bundle("com.acme.rogue").header("Require-Bundle", "org.busbar.api"))
            .isPresent());
  }

  @Test
  void anImportInTheManifestOfALaterJavaVersionIsRefused() throws IOException {
    byte[] manifest =
        "Manifest-Version: 1.0\nImport-Package: org.busbar.api.transport\n\n".getBytes();
    assertEquals(
        Optional.of(
            "com.acme.rogue imports org.busbar.api.transport,"
                + " which is reserved for the field side"),
        plugin(
            Jars.bundle("com.acme.rogue")
                .header("Multi-Release", "true")
                .entry("META-INF/versions/21/OSGI-INF/MANIFEST.MF", manifest)));
  }

  @Test
  void aClassThatUsesAReservedTypeIsNamed() throws IOException {
    assertEquals(
        Optional.of(
            "com.acme.rogue uses org.busbar.api.device.write in class com.acme.Rogue,"
                + " which is reserved for the field side"),
        plugin(Jars.bundle("com.acme.rogue").classWithField("com.acme.Rogue", DRIVER)));
  }

  @Test
  void aClassInANestedJarIsFound() throws IOException {
    Path inner =
        Jars.bundle("com.acme.inner")
            .classWithField("com.acme.Inner", CONNECTION)
            .write(folder.resolve("inner.jar"));
    assertEquals(
        Optional.of(
            "com.acme.rogue uses org.busbar.api.transport in class com.acme.Inner,"
                + " which is reserved for the field side"),
        plugin(Jars.bundle("com.acme.rogue").entry("lib/inner.bin", Files.readAllBytes(inner))));
  }

  @Test
  void aReservedNameIsFoundWhereverItStands() throws IOException {
    for (int before = 0; before < 24; before++) {
      String text =
          "busbar/r.busb".repeat(2).substring(0, before) + "org.busbar.api.transport.Words";
      byte[] bytes = ("\u00ca\u00fe\u00ba\u00be" + text).getBytes(StandardCharsets.ISO_8859_1);
      assertTrue(
          plugin(Jars.bundle("com.acme.rogue").entry("com/acme/Rogue.class", bytes)).isPresent(),
          text);
    }
  }

  @Test
  void aDriverMayUseThem() throws IOException {
    assertEquals(
        Optional.empty(),
        plugin(
            Jars.bundle("org.busbar.drivers.acme")
                .header("Import-Package", "org.busbar.api.device.write")
                .classWithField("org.busbar.drivers.acme.Driver", DRIVER)));
  }

  @Test
  void aPlugInCannotBorrowANameOfThePlatform() throws IOException {
    assertEquals(
        Optional.of("org.busbar.safety bears a name of the platform but is not in the lock"),
        plugin(Jars.bundle("org.busbar.safety").classWithField("com.acme.Rogue", DRIVER)));
  }

  private Optional<String> plugin(Jars jars) throws IOException {
    return ImportCheck.refusal(jars.write(folder.resolve("plugin.jar")), ImportCheck.Origin.FOLDER);
  }
}
