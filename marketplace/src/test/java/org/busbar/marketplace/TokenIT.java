package org.busbar.marketplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that never leaves a software token signs a plug-in; a gateway takes it as any other. */
class TokenIT {

  @TempDir Path folder = Path.of("");

  @Test
  @Tag("OTA-06")
  void aTokenSignsAPluginAndNoKeyFileIsLeft() throws Exception {
    Path module = module();
    boolean there = !module.toString().isEmpty() && isThere("pkcs11-tool", "--help");
    if (Boolean.getBoolean("busbar.requirePeers")) {
      assertTrue(there, "softhsm2 and opensc are missing");
    }
    assumeTrue(there, "softhsm2 and opensc are not installed");
    Files.createDirectories(folder.resolve("tokens"));
    Files.writeString(
        folder.resolve("softhsm2.conf"),
        "directories.tokendir = " + folder.resolve("tokens") + "\nobjectstore.backend = file\n");
    run(
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        "busbar",
        "--so-pin",
        "1234",
        "--pin",
        "1234");
    run(
        "pkcs11-tool",
        "--module",
        module.toString(),
        "--login",
        "--pin",
        "1234",
        "--token-label",
        "busbar",
        "--keypairgen",
        "--key-type",
        "EC:edwards25519",
        "--label",
        "publisher");

    Workshop workshop = new Workshop(folder.resolve("shop"));
    Workshop.Draft draft = workshop.draft("com.acme.good", "1.0.0");
    draft.write();
    Path archive = folder.resolve("good.busbar");
    List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
    // What measures coverage here measures there.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-javaagent:"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "-Dbusbar.dist=" + folder,
            "org.busbar.marketplace.cli.PublishMain",
            draft.folder.toString(),
            "--pkcs11",
            module.toString(),
            "--token",
            "busbar",
            "--label",
            "publisher",
            "--name",
            "Acme",
            "--ids",
            "com.acme.*",
            "--pack",
            archive.toString()));
    String said = run(command.toArray(String[]::new));
    assertTrue(said.contains("signed by Acme"), said);
    assertTrue(Files.exists(archive));
    try (Stream<Path> files = Files.walk(folder)) {
      assertEquals(List.of(), files.filter(each -> each.toString().endsWith(".key")).toList());
    }
  }

  private static Path module() {
    return Stream.of(
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/local/lib/softhsm/libsofthsm2.so")
        .map(Path::of)
        .filter(Files::exists)
        .findFirst()
        .orElse(Path.of(""));
  }

  private static boolean isThere(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          >= 0;
    } catch (IOException e) {
      return false; // Not installed: the test says so.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
    environment.put("BUSBAR_PIN", "1234");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }
}
