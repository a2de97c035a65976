package org.busbar.features.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureLockTest {

  @TempDir Path features;

  @BeforeEach
  void fillThePool() throws IOException {
    jar("org/acme/util/1.2/util-1.2.jar", "org.acme.util;singleton:=true", "1.2.0");
    jar("org/acme/util/1.3/util-1.3.jar", "org.acme.util", "1.3.0");
    jar("org/acme/http/2.0/http-2.0-with-sockets.jar", "org.acme.http", "2");
    Files.createDirectories(features.resolve("target/resolved"));
    Files.writeString(features.resolve("start-order.txt"), "# order\n1 org.acme.h*\n2 *.util\n");
    Files.writeString(features.resolve("settings.json"), "{\"configurations\": {}}\n");
  }

  @Test
  void theLockNamesCoordinatesDigestAndStartOrder() throws Exception {
    resolved("org.acme.util;version='[1.3.0,1.3.1)',\\\norg.acme.http;version='[2.0.0,2.0.1)'");
    FeatureLock.main(new String[] {features.toString(), "1", "edge"});

    String lock = Files.readString(features.resolve("target/edge.feature.json"));
    assertTrue(
        lock.indexOf("\"org.acme:http:jar:with-sockets:2.0\", \"start-order\": 1")
            < lock.indexOf("\"org.acme:util:1.3\", \"start-order\": 2"),
        lock);
    assertTrue(lock.matches("(?s).*\"sha256\": \"[0-9a-f]{64}\".*"), lock);
    assertTrue(lock.contains("\"configurations\": {}"), lock);
    assertTrue(
        Files.exists(
            features.resolve("target/bundles/org/acme/http/2.0/http-2.0-with-sockets.jar")));
  }

  @Test
  void aBundleThatIsNotInThePoolStopsTheBuild() throws IOException {
    resolved("org.acme.util;version='[1.4.0,1.4.1)'");
    assertEquals(
        "No jar in the pool is org.acme.util 1.4.0",
        assertThrows(
                IOException.class,
                () -> FeatureLock.main(new String[] {features.toString(), "1", "edge"}))
            .getMessage());
  }

  @Test
  void aBundleWithoutAStartLevelStopsTheBuild() throws IOException {
    Files.writeString(features.resolve("start-order.txt"), "1 org.acme.http\n");
    resolved("org.acme.util;version='[1.3.0,1.3.1)'");
    assertEquals(
        "start-order.txt has no line for org.acme.util",
        assertThrows(
                IOException.class,
                () -> FeatureLock.main(new String[] {features.toString(), "1", "edge"}))
            .getMessage());
  }

  private void resolved(String runBundles) throws IOException {
    Files.writeString(
        features.resolve("target/resolved/edge.bndrun"), "-runbundles: \\\n" + runBundles);
  }

  private void jar(String path, String symbolicName, String version) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(new Attributes.Name("Bundle-SymbolicName"), symbolicName);
    manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), version);
    Path file = features.resolve("target/pool").resolve(path);
    Files.createDirectories(file.getParent());
    new JarOutputStream(Files.newOutputStream(file), manifest).close();
  }
}
