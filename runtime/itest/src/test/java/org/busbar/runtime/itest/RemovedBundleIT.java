package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bundle taken out of the lock takes nothing else with it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemovedBundleIT {
  private static final Duration START = Duration.ofSeconds(40);

  /** Brings a driver of its own. */
  private static final String CHARGERS = "org.busbar.drivers.ocpp";

  @TempDir static Path folder = Path.of("");

  private RunningPlant plant;
  private Path site = Path.of("");

  @BeforeAll
  void start() throws IOException {
    plant = RunningPlant.start(folder.resolve("plant"));
    site = plant.writeSite(folder);
  }

  @AfterAll
  void stop() {
    plant.close();
  }

  /** The edge assembly without one of its bundles. */
  private static Path without(String bundle) throws IOException {
    Path dist = Files.createDirectories(folder.resolve("without-" + bundle));
    Path whole = Program.distribution();
    Files.createSymbolicLink(dist.resolve("bundles"), whole.resolve("bundles"));
    Files.createSymbolicLink(dist.resolve("lib"), whole.resolve("lib"));
    List<String> lines = Files.readAllLines(whole.resolve("features/edge.feature.json"));
    String lock =
        lines.stream()
            .filter(line -> !line.contains(":" + bundle + ":"))
            .collect(Collectors.joining("\n"))
            .replaceFirst("},(\\s*\\],)", "}$1");
    assertEquals(lines.size() - 1, lock.lines().count(), bundle);
    Files.writeString(
        Files.createDirectories(dist.resolve("features")).resolve("edge.feature.json"), lock);
    return dist;
  }

  /** What {@code ./busbar bundles} prints, without its heading. */
  private static List<String> table(Path home) throws IOException, InterruptedException {
    List<String> command = Program.tool("bundles");
    command.addAll(List.of("--home", home.toString()));
    Program tool = Program.start(home.resolve("bundles.log"), command);
    assertEquals(0, tool.exitCode(START), tool.output());
    return tool.output().lines().skip(1).toList();
  }

  /** The first answer reads hundreds of profiles, which may take a busy machine its time. */
  private static boolean hasTypesOf(String driver, RunningGateway gateway) {
    assertTrue(
        Program.await(START, () -> gateway.rest().status("/device-types") == 200),
        () -> gateway.program().output());
    for (JsonNode type : gateway.rest().get("/device-types")) {
      if (type.get("driver").asText().equals(driver)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> names(List<String> table) {
    return table.stream().map(line -> line.split(" +")[1]).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"org.busbar.control.selfconsumption", "org.busbar.webconsole", CHARGERS})
  @Tag("DEV-21")
  @Tag("PLG-09")
  void theRestIsActiveAndTheSiteSteps(String bundle) throws Exception {
    Path home = folder.resolve("home-" + bundle);
    try (RunningGateway gateway = RunningGateway.start(without(bundle), "edge", site, home)) {
      List<String> table = table(home);
      assertTrue(!names(table).contains(bundle), String.join("\n", table));
      assertTrue(names(table).contains("org.busbar.core"), String.join("\n", table));
      List<String> stopped =
          table.stream()
              .filter(line -> !line.matches(".* (ACTIVE|STARTING) .*"))
              // Fragments are resolved and no more.
              .filter(line -> !line.matches("(library|logging) .* RESOLVED .*"))
              .toList();
      assertEquals(List.of(), stopped);
      if (bundle.equals(CHARGERS)) {
        assertFalse(hasTypesOf("ocpp", gateway), "its types are gone with it");
      }
      long step = gateway.rest().get("/site").get("step").asLong();
      assertTrue(
          Program.await(START, () -> gateway.rest().get("/site").get("step").asLong() > step + 10));
    }
  }

  @Test
  @Tag("DEV-21")
  @Tag("PLG-09")
  void everyFeatureIsABundleOfItsOwn() throws Exception {
    Path home = folder.resolve("home-whole");
    try (RunningGateway gateway = RunningGateway.start("edge", site, home)) {
      assertTrue(hasTypesOf("ocpp", gateway) && hasTypesOf("profile", gateway));
      List<String> table = table(home);
      try (Stream<String> lock =
          Files.lines(Program.distribution().resolve("features/edge.feature.json"))) {
        List<String> ours =
            lock.filter(line -> line.contains("\"org.busbar:") && line.contains("sha256"))
                .map(line -> line.split(":")[2])
                .sorted()
                .toList();
        assertEquals(
            ours, names(table).stream().filter(name -> name.startsWith("org.busbar.")).toList());
      }
      assertTrue(table.stream().anyMatch(line -> line.startsWith("control ")));
      assertTrue(table.stream().anyMatch(line -> line.startsWith("transport ")));
      assertTrue(table.stream().anyMatch(line -> line.startsWith("drivers ")));
    }
  }
}
