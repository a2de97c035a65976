package org.busbar.runtime.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starts the launcher as a process of its own, with bundles built here. */
@Timeout(60)
class LauncherTest {

  @TempDir Path folder;
  private Path home;
  private int port;
  private final List<String> locked = new ArrayList<>();
  private boolean development = true;

  @BeforeEach
  void lockOneBundle() throws IOException {
    home = folder.resolve("home");
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Files.writeString(folder.resolve("site.yaml"), "site: test\n");
    Path jar = inRepository("org.example", "marker");
    Jars.bundle("org.example.marker")
        .header("Bundle-Activator", StopMarker.class.getName())
        .header("Import-Package", "org.osgi.framework")
        .with(StopMarker.class)
        .write(jar);
    lock("org.example:marker:1", jar);
  }

  @Test
  void theBundlesOfTheLockStartAndSigtermStopsThemInOrder() throws Exception {
    Process process = launch();
    String output = outputUntilUp(process);
    process.destroy();

    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), output);
    assertEquals("in order", Files.readString(home.resolve("stopped")));
    assertEquals(
        folder.resolve("site.yaml") + "\n" + port + "\n",
        Files.readString(home.resolve("started")));
  }

  @Test
  void aSignalDuringTheStartStopsInOrderToo() throws Exception {
    Files.createDirectories(home);
    Files.writeString(home.resolve("slow"), "wait in the start");
    Process process = launch();
    while (!Files.exists(home.resolve("started"))) {
      assertTrue(process.isAlive());
      Thread.onSpinWait();
    }
    process.destroy();

    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
    assertEquals("in order", Files.readString(home.resolve("stopped")));
  }

  @Test
  void theTokenIsMadeOnceForTheOwnerOnly() throws Exception {
    Process first = launch();
    outputUntilUp(first);
    first.destroy();
    first.waitFor();
    String token = Files.readString(home.resolve("token"));
    assertEquals(44, token.length());
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("token"))));

    Process second = launch();
    outputUntilUp(second);
    second.destroy();
    second.waitFor();
    assertEquals(token, Files.readString(home.resolve("token")));
  }

  @Test
  void aFlippedByteStopsTheStart() throws Exception {
    Path jar = inRepository("org.example", "marker");
    byte[] bytes = Files.readAllBytes(jar);
    bytes[bytes.length / 2] ^= 1;
    Files.write(jar, bytes);

    Process process = launch();
    String output = new String(process.getInputStream().readAllBytes());

    assertEquals(1, process.waitFor());
    assertTrue(
        output.contains("marker-1.jar is not the file the lock names: its SHA-256 differs"),
        output);
    assertFalse(Files.exists(home.resolve("started")));
  }

  @Test
  void aRoguePlugInIsRefusedAndTheRestStarts() throws Exception {
    Jars.bundle("com.acme.rogue")
        .classWithField("com.acme.Rogue", "org.busbar.api.device.write.DeviceSession")
        .write(home.resolve("plugins/rogue.jar"));
    Files.writeString(home.resolve("plugins/torn.jar"), "no jar at all");

    Process process = launch();
    String output = outputUntilUp(process);
    process.destroy();
    process.waitFor();

    String reason = "com.acme.rogue uses org.busbar.api.device.write in class com.acme.Rogue";
    assertTrue(output.contains("Refused: " + reason), output);
    assertTrue(output.contains("Refused: torn.jar is no readable jar"), output);
    assertTrue(output.contains("A development assembly"), output);
    assertTrue(Files.readString(home.resolve("started")).contains(reason));
  }

  @Test
  void onlyADevelopmentAssemblyStartsAJarThatNobodySigned() throws Exception {
    Jars.bundle("com.acme.mode").write(home.resolve("plugins/mode.jar"));
    development = false;
    locked.clear();
    lock("org.example:marker:1", inRepository("org.example", "marker"));

    Process process = launch();
    String output = outputUntilUp(process);
    process.destroy();
    process.waitFor();

    assertTrue(output.contains("Refused: mode.jar is no signed plug-in"), output);
    assertFalse(output.contains("A development assembly"), output);
  }

  @Test
  void aRefusedPlatformBundleStopsTheStart() throws Exception {
    Path jar = inRepository("org.busbar", "org.busbar.core");
    Jars.bundle("org.busbar.core")
        .classWithField("org.busbar.core.Rogue", "org.busbar.api.transport.Connection")
        .write(jar);
    lock("org.busbar:org.busbar.core:1", jar);

    Process process = launch();
    String output = new String(process.getInputStream().readAllBytes());

    assertEquals(1, process.waitFor());
    assertTrue(output.contains("org.busbar.core uses org.busbar.api.transport in class"), output);
    assertFalse(Files.exists(home.resolve("started")));
  }

  @Test
  void aPlugInCannotReplaceABundleOfTheLock() throws Exception {
    Path jar = inRepository("org.example", "marker");
    Files.createDirectories(home.resolve("plugins"));
    Files.copy(jar, home.resolve("plugins/other.jar"));
    locked.clear();
    Path same = inRepository("org.example", "org.example.marker");
    Files.createDirectories(same.getParent());
    Files.copy(jar, same);
    lock("org.example:org.example.marker:1", same);

    Process process = launch();
    String output = outputUntilUp(process);
    process.destroy();
    process.waitFor();

    assertTrue(
        output.contains("other.jar would replace org.example.marker, which the lock holds"),
        output);
  }

  @Test
  void aSecondGatewayOnTheSameHomeDoesNotStart() throws Exception {
    Process first = launch();
    outputUntilUp(first);
    Process second = launch();
    String output = new String(second.getInputStream().readAllBytes());
    first.destroy();
    first.waitFor();

    assertEquals(1, second.waitFor());
    assertTrue(output.contains("another Busbar runs on " + home), output);
  }

  @Test
  void aPortThatIsTakenStopsTheStart() throws Exception {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      Process process = launch();
      String output = new String(process.getInputStream().readAllBytes());

      assertEquals(1, process.waitFor());
      assertTrue(output.contains("port " + port + " cannot be had"), output);
    }
  }

  @Test
  void aPlantOfAnotherDemoStopsTheStartOfTheDemo() throws Exception {
    Files.createDirectories(folder.resolve("features"));
    Files.writeString(folder.resolve("features/demo.feature.json"), "{\"id\": \"a:b:c:demo:1\"}");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process process = launch("demo", "-Dbusbar.simport=" + taken.getLocalPort());
      String output = new String(process.getInputStream().readAllBytes());

      assertEquals(1, process.waitFor());
      assertTrue(output.contains("stop the other demo first"), output);
    }
  }

  @Test
  void aReaderWhoStalledDoesNotHoldTheEnd() throws Exception {
    Files.createDirectories(home);
    Files.writeString(home.resolve("chatty"), "print without end");
    Process process = launch();
    outputUntilUp(process);
    for (int full = -1; full != process.getInputStream().available(); ) {
      full = process.getInputStream().available();
      assertFalse(process.waitFor(200, TimeUnit.MILLISECONDS));
    }
    process.destroy();

    assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it waits for whoever reads");
    assertEquals(0, process.exitValue());
    assertEquals("in order", Files.readString(home.resolve("stopped")));
  }

  @Test
  void aStartForOnceStopsInOrderByItself() throws Exception {
    Process process = launch("edge", "-Dbusbar.simport=0", "--once");
    String output = new String(process.getInputStream().readAllBytes());

    assertEquals(0, process.waitFor(), output);
    assertTrue(output.contains(" is up: ") && output.contains("Busbar has stopped."), output);
    assertFalse(Files.exists(home), "it has a HOME of its own");
  }

  private Path inRepository(String group, String artifact) {
    return folder
        .resolve("bundles")
        .resolve(group.replace('.', '/'))
        .resolve(artifact)
        .resolve("1")
        .resolve(artifact + "-1.jar");
  }

  private void lock(String id, Path jar) throws IOException {
    locked.add(
        "{\"id\": \"%s\", \"start-order\": 1, \"sha256\": \"%s\"}".formatted(id, Jars.sha256(jar)));
    Files.createDirectories(folder.resolve("features"));
    Files.writeString(
        folder.resolve("features/edge.feature.json"),
        """
        {"id": "org.busbar:test:osgifeature:edge:1",
         "bundles": [%s],
         "extensions": {"framework-launching-properties": {"json": {
           "test.port": "${busbar.port}", "busbar.development": "%s"}}}}
        """
            .formatted(String.join(",", locked), development));
  }

  private Process launch() throws IOException {
    return launch("edge", "-Dbusbar.simport=0");
  }

  private Process launch(String assembly, String property, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1"));
    // What measures coverage here measures there.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-javaagent:"))
        .forEach(command::add);
    command.addAll(
        List.of(
            property,
            "-cp",
            System.getProperty("java.class.path"),
            Launcher.class.getName(),
            "--dist",
            folder.toString(),
            "--assembly",
            assembly,
            "--home",
            home.toString(),
            "--site",
            folder.resolve("site.yaml").toString(),
            "--port",
            Integer.toString(port),
            "--headless"));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String outputUntilUp(Process process) throws IOException {
    StringBuilder output = new StringBuilder();
    BufferedReader reader = process.inputReader();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      output.append(line).append('\n');
      if (line.contains("is up")) {
        break;
      }
    }
    return output.toString();
  }
}
