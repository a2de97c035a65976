package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway ends at once while it installs a plug-in, and starts again. */
class PluginKillIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PLUGIN = "org.busbar.drivers.shelly";

  /** More than the battery of the plant can; what it does must be below at every time. */
  private static final double LEGAL_W = 10_500;

  private static final List<String> STEPS =
      List.of(
          "planned",
          "confirmed",
          "verified",
          "staged",
          "configuration-copied",
          "installed",
          "started",
          "tried",
          "moved",
          "generation-written",
          "pointer-moved",
          "watched",
          "retired");

  @TempDir Path folder = Path.of("");
  private RunningPlant plant;
  private Path site = Path.of("");
  private Path dist = Path.of("");

  @BeforeEach
  void startPlant() throws IOException {
    plant = RunningPlant.start(folder.resolve("plant"));
    site = plant.writeSite(folder);
    dist = Program.development(folder);
  }

  @AfterEach
  void stopPlant() {
    plant.close();
  }

  @Test
  void anEndInTheMiddleOfAnInstallationLeadsIntoOneWholeGeneration() throws Exception {
    Path trusting = trusting();
    killed(trusting, "at-started", false);
    killed(trusting, "at-pointer-moved", true);
  }

  @Test
  @Deep
  void anEndAtAnyOfTwentySixPointsFiveTimesEach() throws Exception {
    Path trusting = trusting();
    int points = 0;
    for (String step : STEPS) {
      boolean after = STEPS.indexOf(step) >= STEPS.indexOf("pointer-moved");
      for (int time = 0; time < 5; time++) {
        killed(trusting, "at-" + step, after);
        // What is done in a step is done before it is written down.
        killed(trusting, "before-" + step, after);
      }
      points += 2;
    }
    assertTrue(points >= 20);
  }

  /** A HOME that looks at the catalogue of the build. */
  private Path trusting() throws Exception {
    Path home = folder.resolve("trusting");
    Files.createDirectories(home.resolve("plugins"));
    Files.writeString(home.resolve("plugins/policy.json"), "{\"watch-s\": 2}");
    Path catalogue = Program.distribution().resolve("catalogue");
    byte[] root = Files.readAllBytes(catalogue.resolve("roots/1.json"));
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(root));
    try (RunningGateway gateway = RunningGateway.start(dist, "edge", site, home)) {
      int job =
          begin(
              gateway,
              "{\"wish\":\"add-source\",\"name\":\"local\",\"place\":\""
                  + catalogue
                  + "\",\"root\":\""
                  + digest
                  + "\"}");
      assertEquals("DONE", ended(gateway, job));
    }
    return home;
  }

  private void killed(Path trusting, String point, boolean forward) throws Exception {
    Path home = folder.resolve("home-" + point + "-" + System.nanoTime());
    copy(trusting, home);
    try (RunningGateway gateway =
        RunningGateway.start(dist, "edge", site, home, "-Dbusbar.plugin.halt=" + point)) {
      gateway.run();
      try {
        begin(gateway, "{\"wish\":\"install\",\"id\":\"" + PLUGIN + "\"}");
      } catch (UncheckedIOException e) {
        // It ended before it had answered; that it did end is looked at next.
      }
      assertTrue(
          Program.await(PATIENCE, () -> !gateway.program().isAlive()),
          () -> point + ": it goes on\n" + gateway.program().output());
      assertEquals(137, gateway.program().exitCode(PATIENCE), point);
    }
    assertLegal(point);
    // Before the pointer is written down as moved it has been moved.
    boolean moved = forward || point.equals("before-pointer-moved");
    try (RunningGateway gateway = RunningGateway.start(dist, "edge", site, home)) {
      assertTrue(Program.await(PATIENCE, () -> isSettled(gateway)), () -> point + jobs(gateway));
      List<String> plugins = new ArrayList<>();
      gateway.rest().get("/plugins").forEach(each -> plugins.add(each.get("state").asText()));
      assertEquals(moved ? List.of("running") : List.of(), plugins, point + jobs(gateway));
      assertEquals(moved, isThere(gateway), point + jobs(gateway));
      assertLegal(point);
    }
  }

  private static boolean isSettled(RunningGateway gateway) {
    JsonNode jobs = gateway.rest().get("/plugin-jobs");
    return jobs.isEmpty() || jobs.get(0).get("ended").asBoolean();
  }

  private static String jobs(RunningGateway gateway) {
    return ": " + gateway.rest().get("/plugin-jobs") + "\n" + gateway.program().output();
  }

  private static boolean isThere(RunningGateway gateway) {
    for (JsonNode bundle : gateway.rest().get("/bundles")) {
      if (bundle.get("symbolicName").asText().startsWith(PLUGIN)) {
        return true;
      }
    }
    return false;
  }

  private void assertLegal(String when) {
    double powerW = plant.truth("bat1", "activePowerW");
    assertTrue(Math.abs(powerW) < LEGAL_W, when + ": the battery is at " + powerW + " W");
  }

  /** Plans, consents, and confirms as a person at the terminal does. */
  private static int begin(RunningGateway gateway, String wish) throws IOException {
    JsonNode plan = gateway.rest().post("/plugin-plans", wish);
    String digest = plan.get("digest").asText();
    JsonNode job =
        gateway
            .rest()
            .post(
                "/plugin-jobs",
                "{\"wish\":"
                    + wish
                    + ",\"digest\":\""
                    + digest
                    + "\",\"consent\":true,\"reason\":\"test\"}");
    int number = job.get("number").asInt();
    Path plugins = gateway.home().resolve("plugins");
    if (Program.await(
        PATIENCE,
        () ->
            Files.exists(plugins.resolve("waiting/" + number + ".json"))
                || !gateway.program().isAlive())) {
      Path confirmed = Files.createDirectories(plugins.resolve("confirmed"));
      Path fresh = Files.writeString(plugins.resolve("confirming"), digest + "\n");
      Files.move(fresh, confirmed.resolve(Integer.toString(number)));
    }
    return number;
  }

  private static String ended(RunningGateway gateway, int job) {
    String path = "/plugin-jobs/" + job;
    assertTrue(
        Program.await(PATIENCE, () -> gateway.rest().get(path).get("ended").asBoolean()),
        () -> jobs(gateway));
    return gateway.rest().get(path).get("state").asText();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
