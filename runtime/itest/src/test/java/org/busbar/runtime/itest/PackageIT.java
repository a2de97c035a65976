package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archive that is handed out, unpacked in an empty folder, with nothing but Java on the path.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PackageIT {
  private static final Duration START = Duration.ofSeconds(60);

  /** A start, and the making of the cache: a quarter of a minute of processor. */
  private static final Duration PREPARE = Duration.ofMinutes(3);

  @TempDir static Path folder = Path.of("");

  private final List<Program> programs = new ArrayList<>();
  private Path unpacked = Path.of("");

  @BeforeAll
  void unpack() throws Exception {
    Path archive = folder.resolve("busbar-test.tar.gz");
    run("pack", Path.of("../distribution/pack").toAbsolutePath().toString(), archive.toString());
    run("unpack", "tar", "-xzf", archive.toString(), "-C", folder.toString());
    unpacked = folder.resolve("busbar-test");
    Path path = Files.createDirectories(folder.resolve("path"));
    Files.createSymbolicLink(path.resolve("java"), Path.of(Program.java()).toRealPath());
  }

  @AfterAll
  void stop() {
    programs.forEach(Program::close);
  }

  private static void run(String name, String... command) throws Exception {
    Program program = Program.start(folder.resolve(name + ".log"), List.of(command));
    assertEquals(0, program.exitCode(START), program.output());
  }

  /** Its start script, with an environment of these variables and a path that has only Java. */
  private Program busbar(String name, Map<String, String> variables, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("/usr/bin/env", "-i", "PATH=" + folder.resolve("path"), "HOME=" + folder));
    variables.forEach((key, value) -> command.add(key + "=" + value));
    command.add(unpacked.resolve("bin/busbar").toString());
    command.addAll(List.of(arguments));
    Program program = Program.start(folder.resolve(name + ".log"), command);
    programs.add(program);
    return program;
  }

  @Test
  void theDemoRunsWithOnlyAJavaRuntime() throws Exception {
    int plant = 30_000 + (RunningGateway.freePort() % 20) * 100;
    Path site = unpacked.resolve("demo/site.yaml");
    Files.writeString(
        site, Files.readString(site).replaceAll("port: 150(2\\d)", "port: " + plant / 100 + "$1"));
    int port = RunningGateway.freePort();
    Path home = folder.resolve("home");
    Program demo =
        busbar(
            "demo",
            Map.of(
                "BUSBAR_HOME",
                home.toString(),
                "BUSBAR_PORT",
                Integer.toString(port),
                "BUSBAR_HEADLESS",
                "true",
                "BUSBAR_LOG",
                "json",
                "BUSBAR_JAVA_OPTS",
                "-Dbusbar.simport=" + (plant + 20)),
            "demo");
    assertTrue(
        Program.await(START, () -> demo.output().contains(" is up: ") || !demo.isAlive()),
        demo::output);
    Rest rest =
        new Rest(
            "http://127.0.0.1:" + port + "/api/v1",
            Files.readString(home.resolve("token")).strip());
    assertTrue(
        Program.await(
            START,
            () ->
                rest.status("/site") == 200
                    && rest.get("/site").get("state").asText().equals("RUNNING")),
        demo::output);
    assertTrue(
        demo.output().lines().anyMatch(line -> line.matches("\\{.*\"formattedMessage\":.*}")),
        demo::output);

    Program bundles = busbar("bundles", Map.of("BUSBAR_HOME", home.toString()), "bundles");
    assertEquals(0, bundles.exitCode(START), bundles.output());
    assertTrue(bundles.output().contains("org.busbar.sim"), bundles.output());

    demo.signal("TERM");
    assertEquals(0, demo.exitCode(START), demo.output());
  }

  @Test
  void whatTheJvmLoadsIsKeptOnceAndLeavesNothingElse() throws Exception {
    Program prepare = busbar("prepare", Map.of(), "prepare");
    assertEquals(0, prepare.exitCode(PREPARE), prepare.output());
    assertTrue(Files.size(unpacked.resolve("lib/standard.aot")) > 1 << 20, prepare::output);
    assertTrue(Files.size(unpacked.resolve("lib/import-check.txt")) > 1 << 10, prepare::output);
    Program taken =
        busbar(
            "taken",
            Map.of("BUSBAR_JAVA_OPTS", "-XX:AOTMode=on", "BUSBAR_HOME", "h"),
            "run"); // With this option a JVM that cannot use it does not start.
    assertEquals(1, taken.exitCode(START));
    assertTrue(taken.output().contains("BUSBAR_SITE is not set"), taken.output());
  }

  @Test
  @Tag("DPL-14")
  void aMissingOrMistypedVariableIsNamed() throws Exception {
    Program missing = busbar("missing", Map.of("BUSBAR_HOME", "h"), "run");
    assertEquals(1, missing.exitCode(START));
    assertTrue(missing.output().contains("BUSBAR_SITE is not set"), missing.output());
    Program mistyped = busbar("mistyped", Map.of("BUSBAR_HOEM", "h"), "run");
    assertEquals(1, mistyped.exitCode(START));
    assertTrue(mistyped.output().contains("did you mean BUSBAR_HOME?"), mistyped.output());
  }
}
