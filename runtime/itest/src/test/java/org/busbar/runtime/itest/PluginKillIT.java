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
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway ends at once while it installs a plug-in, and starts again. */
class PluginKillIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
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
    for (int time = 0; time < 5; time++) {
      points = 0;
      for (String step : STEPS) {
        boolean after = STEPS.indexOf(step) >= STEPS.indexOf("pointer-moved");
        killed(trusting, "at-" + step, after);
        // What is done in a step is done before it is written down.
        killed(trusting, "before-" + step, after);
        points += 2;
      }
      System.out.println("round " + (time + 1) + " of 5: " + points + " points");
    }
    assertTrue(points >= 20);
  }

  @Test
  void aKillFromOutsideWhileTheDriverOfALiveClaimGoesOverLeavesOneOfTheTwo() throws Exception {
    killedFromOutside(1, false);
  }

  @Test
  @Deep
  void thirtyKillsFromOutsideAtRandomInstants() throws Exception {
    killedFromOutside(10, true);
  }

  /**
   * Kills without a warning while it updates, and where all is asked for installs and goes back.
   */
  private void killedFromOutside(int rounds, boolean all) throws Exception {
    Vendor vendor = new Vendor(folder.resolve("acme"));
    vendor.begin();
    Files.writeString(site, Vendor.site(plant));
    Path before = folder.resolve("before");
    Path claimed = folder.resolve("claimed");
    Files.createDirectories(before.resolve("plugins"));
    Files.writeString(before.resolve("plugins/policy.json"), "{\"watch-s\": 2}");
    try (RunningGateway gateway = RunningGateway.start(dist, "edge", site, before)) {
      PluginJobs.done(gateway, vendor.believe(), "DONE");
      PluginJobs.done(gateway, PluginJobs.install(Vendor.MODE_ID), "DONE");
    }
    copy(before, claimed);
    try (RunningGateway gateway = RunningGateway.start(dist, "edge", site, claimed)) {
      PluginJobs.done(gateway, PluginJobs.install(Vendor.BATTERY_ID), "DONE");
      vendor.battery("1.1.0", 91, 1);
      PluginJobs.refresh(gateway);
    }
    long seed = Long.getLong("busbar.seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < rounds; round++) {
      if (all) {
        killedAtRandom(before, PluginJobs.install(Vendor.BATTERY_ID), random);
      }
      Path home = killedAtRandom(claimed, PluginJobs.update(Vendor.BATTERY_ID, "1.1.0"), random);
      if (all && healthPct(home) == 91) {
        killedAtRandom(home, PluginJobs.back(0), random);
      }
    }
  }

  /** What runs there says so by the battery's health; 0 where it has no driver. */
  private int healthPct(Path home) throws IOException {
    String current = Files.readString(home.resolve("plugins/current")).split(" ")[0].strip();
    String generation = Files.readString(home.resolve("plugins/generations/" + current + ".json"));
    return generation.contains("com.acme.battery-1.1.0.jar")
        ? 91
        : generation.contains("com.acme.battery-1.0.0.jar") ? 90 : 0;
  }

  /** Returns the HOME in which it was killed, whole again. */
  private Path killedAtRandom(Path from, String wish, Random random) throws Exception {
    Path home = folder.resolve("home-" + System.nanoTime());
    copy(from, home);
    boolean claimed = healthPct(home) != 0;
    long first = plant.lastWriteNanos("bat1");
    int afterMs;
    String step;
    try (RunningGateway gateway = RunningGateway.start(dist, "edge", site, home)) {
      if (claimed) {
        gateway.run();
        charging(gateway);
      }
      int job = PluginJobs.begin(gateway, wish);
      afterMs = random.nextInt(claimed ? 4000 : 1500);
      Program.pass(Duration.ofMillis(afterMs));
      JsonNode steps = gateway.rest().get("/plugin-jobs/" + job).get("steps");
      step = steps.isEmpty() ? "-" : steps.get(steps.size() - 1).get("text").asText();
      gateway.program().signal("KILL");
      assertEquals(137, gateway.program().exitCode(PATIENCE));
    }
    legalSince(first);
    try (RunningGateway gateway = RunningGateway.start(dist, "edge", site, home)) {
      assertTrue(
          Program.await(PATIENCE, () -> PluginJobs.isSettled(gateway)),
          () -> PluginJobs.told(gateway));
      int health = healthPct(home);
      System.out.printf(
          "%s killed after %d ms, after \"%s\": health %d%n", wish, afterMs, step, health);
      List<String> bundles = new ArrayList<>();
      gateway
          .rest()
          .get("/bundles")
          .forEach(
              each -> {
                if (each.get("symbolicName").asText().equals(Vendor.BATTERY_ID)) {
                  bundles.add(each.get("version").asText());
                }
              });
      assertEquals(
          health == 0 ? List.of() : List.of(health == 91 ? "1.1.0" : "1.0.0"),
          bundles,
          () -> PluginJobs.told(gateway));
      if (health != 0) {
        if (!gateway.state().equals("RUNNING")) {
          gateway.run();
        }
        charging(gateway);
        assertEquals(health, gateway.value("bat1", "stateOfHealthPct"));
      }
    }
    legalSince(first);
    return home;
  }

  private void charging(RunningGateway gateway) {
    assertTrue(
        Program.await(PATIENCE, () -> Math.abs(plant.truth("bat1", "activePowerW") + 2000) < 50),
        () -> plant.truth("bat1", "activePowerW") + " W" + PluginJobs.told(gateway));
  }

  /** Every setpoint that reached the battery: the mode's, its ramp from zero, or release. */
  private void legalSince(long nanos) {
    for (int watts : plant.setpointsSince("bat1", nanos)) {
      assertTrue(watts <= 0 && watts >= -2000, () -> "a setpoint of " + watts + " W");
    }
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
          PluginJobs.begin(
              gateway,
              "{\"wish\":\"add-source\",\"name\":\"local\",\"place\":\""
                  + catalogue
                  + "\",\"root\":\""
                  + digest
                  + "\"}");
      assertEquals("DONE", PluginJobs.ended(gateway, job));
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
        PluginJobs.begin(gateway, PluginJobs.install(PLUGIN));
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
      assertTrue(
          Program.await(PATIENCE, () -> PluginJobs.isSettled(gateway)),
          () -> point + PluginJobs.told(gateway));
      List<String> plugins = new ArrayList<>();
      gateway.rest().get("/plugins").forEach(each -> plugins.add(each.get("state").asText()));
      assertEquals(
          moved ? List.of("running") : List.of(), plugins, point + PluginJobs.told(gateway));
      assertEquals(moved, isThere(gateway), point + PluginJobs.told(gateway));
      assertLegal(point);
      System.out.println(point + ": " + (moved ? "the new generation" : "the old generation"));
    }
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
