package org.busbar.marketplace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.busbar.marketplace.write.PluginFolder;
import org.busbar.plugin.format.Pretty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hostile files do not fill the memory of a gateway: the whole JVM here has less than it may take.
 */
class SmallHeapTest {
  private static final String HEAP = "-Xmx48m";

  @TempDir Path folder = Path.of("");

  @Test
  void theWorstFilesAreRefusedInAHeapOf48MiB() throws Exception {
    Workshop workshop = new Workshop(folder);
    workshop.make(workshop.draft("com.acme.a-large", "1.0.0").entry("zeros", new byte[50 << 20]));
    workshop.make(workshop.draft("com.acme.b-bomb", "1.0.0").entry("zeros", new byte[140 << 20]));
    workshop.make(
        workshop.draft("com.acme.c-manifest", "1.0.0").header("X-Much", "x".repeat(2 << 20)));
    workshop.make(
        workshop.draft("com.acme.d-class", "1.0.0").entry("com/acme/Big.class", bigClass()));
    Workshop.Draft nested = workshop.draft("com.acme.e-inner", "1.0.0");
    Path inner = folder.resolve("inner.jar");
    Workshop.jar(inner, Map.of(), Map.of("zeros", new byte[140 << 20]));
    workshop.make(nested.entry("inner.jar", Files.readAllBytes(inner)));
    Path archive = folder.resolve("made/com.acme.f-archive.busbar");
    Path sbom = folder.resolve("made/com.acme.a-large-1.0.0/sbom.cdx.json");
    String whole = Files.readString(sbom);
    Files.writeString(sbom, whole + " ".repeat(60 << 20));
    PluginFolder.pack(folder.resolve("made/com.acme.a-large-1.0.0"), archive);
    Files.writeString(sbom, whole);
    Path publisher = folder.resolve("publisher.json");
    Files.write(publisher, Pretty.json(workshop.publisher.json()));

    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                HEAP,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName(),
                folder.resolve("made").toString(),
                publisher.toString(),
                folder.resolve("scratch").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(1, TimeUnit.MINUTES);
    assertEquals(
        List.of(
            "com.acme.a-large-1.0.0 good",
            "com.acme.b-bomb-1.0.0 zip-bomb",
            "com.acme.c-manifest-1.0.0 giant-manifest",
            "com.acme.d-class-1.0.0 too-large",
            "com.acme.e-inner-1.0.0 zip-bomb",
            "com.acme.f-archive.busbar zip-bomb"),
        said.lines().toList());
  }

  private static byte[] bigClass() {
    byte[] bytes = new byte[20 << 20];
    byte[] magic = {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE};
    System.arraycopy(magic, 0, bytes, 0, magic.length);
    return bytes;
  }
}
