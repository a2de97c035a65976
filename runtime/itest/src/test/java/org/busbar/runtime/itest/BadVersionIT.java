package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New versions that are no good, of a driver and a mode that hold a battery at a power. */
class BadVersionIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration MOST = Duration.ofSeconds(5);

  /** The site allows 9 kW. */
  private static final double LEGAL_W = 9_000;

  @TempDir Path folder = Path.of("");
  private RunningPlant plant;

  @Test
  @Tag("OTA-02")
  @Tag("OTA-08")
  void whatIsNoGoodGoesBackByItselfAndAPersonGoesBackInFiveSeconds() throws Exception {
    Vendor vendor = new Vendor(folder.resolve("acme"));
    vendor.begin();
    Path home = folder.resolve("home");
    Files.createDirectories(home.resolve("plugins"));
    Files.writeString(home.resolve("plugins/policy.json"), "{\"watch-s\": 3, \"trial-s\": 15}");
    plant = RunningPlant.start(folder.resolve("plant"));
    Path site = Files.writeString(folder.resolve("site.yaml"), Vendor.site(plant));
    try (RunningPlant _ = plant;
        RunningGateway gateway =
            RunningGateway.start(Program.development(folder), "edge", site, home)) {
      PluginJobs.done(gateway, vendor.believe(), "DONE");
      PluginJobs.done(gateway, PluginJobs.install(Vendor.BATTERY_ID), "DONE");
      PluginJobs.done(gateway, PluginJobs.install(Vendor.MODE_ID), "DONE");
      gateway.run();
      held(gateway);

      vendor.silentBattery("1.1.0");
      vendor.battery("1.2.0", 90, 1.3);
      vendor.mode("1.1.0", "if (true) { throw new IllegalStateException(\"no good\"); }");
      vendor.battery("1.3.0", 91, 1);
      PluginJobs.refresh(gateway);
      goesBack(gateway, Vendor.BATTERY_ID, "1.1.0");
      goesBack(gateway, Vendor.BATTERY_ID, "1.2.0");
      goesBack(gateway, Vendor.MODE_ID, "1.1.0");

      JsonNode good =
          PluginJobs.done(gateway, PluginJobs.update(Vendor.BATTERY_ID, "1.3.0"), "DONE");
      assertTrue(Program.await(PATIENCE, () -> health(gateway) == 91), good::toString);
      held(gateway);
      rollback(gateway);
      held(gateway);
      Program.auditVerified(home, folder);
    }
  }

  private static double health(RunningGateway gateway) {
    return gateway.value("bat1", "stateOfHealthPct");
  }

  /** The mode's 2 kW of charging, and nothing that would be too much. */
  private void held(RunningGateway gateway) {
    assertTrue(
        Program.await(PATIENCE, () -> Math.abs(plant.truth("bat1", "activePowerW") + 2000) < 50),
        () -> plant.truth("bat1", "activePowerW") + " W" + PluginJobs.told(gateway));
    legal();
  }

  private void legal() {
    for (int watts : plant.setpointsSince("bat1", 0)) {
      assertTrue(Math.abs(watts) <= LEGAL_W, "a setpoint of " + watts + " W");
    }
  }

  private void goesBack(RunningGateway gateway, String id, String version) throws Exception {
    long before = gateway.lastEvent();
    long written = plant.lastWriteNanos("bat1");
    JsonNode job = PluginJobs.done(gateway, PluginJobs.update(id, version), "ROLLED_BACK");
    System.out.println(id + " " + version + ": " + job.get("text").asText());
    assertEquals("1.0.0", PluginJobs.versions(gateway).get(id), () -> PluginJobs.told(gateway));
    assertEquals("running", PluginJobs.plugin(gateway, id).get("state").asText());
    assertTrue(
        Program.await(
            PATIENCE, () -> gateway.isTold("plugin", "plugin-rolled-back", "WARNING", before)),
        () -> PluginJobs.told(gateway));
    assertTrue(audited(gateway, "plugin-rolled-back", job.get("text").asText()));
    assertTrue(
        Program.await(PATIENCE, () -> health(gateway) == 90), () -> PluginJobs.told(gateway));
    for (int watts : plant.setpointsSince("bat1", written)) {
      assertEquals(-2000, watts, 1, id + " " + version + ": a setpoint of " + watts + " W");
    }
    held(gateway);
  }

  /** Whether it is audited, which the gateway does in a thread of its own. */
  static boolean audited(RunningGateway gateway, String kind, String text) {
    return Program.await(PATIENCE, () -> isAudited(gateway, kind, text.replace("\"", "\\\"")));
  }

  private static boolean isAudited(RunningGateway gateway, String kind, String text) {
    try (var files = Files.walk(gateway.home().resolve("audit"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file)
            .lines()
            .anyMatch(line -> line.contains(kind) && line.contains(text))) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From the command a person types to samples of the old version. */
  private void rollback(RunningGateway gateway) throws Exception {
    String script = Program.distribution().resolve("bin/busbar").toString();
    long start = System.nanoTime();
    try (Program command =
        Program.start(
            folder.resolve("rollback.log"),
            List.of(
                "env",
                "JAVA_HOME=" + System.getProperty("java.home"),
                "sh",
                script,
                "plugin",
                "rollback",
                "--home",
                gateway.home().toString(),
                "--yes",
                before(gateway)))) {
      assertTrue(
          Program.await(PATIENCE, () -> health(gateway) == 90),
          () -> command.output() + PluginJobs.told(gateway));
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      JsonNode job = gateway.rest().get("/plugin-jobs").get(0);
      Instant wanted = Instant.parse(job.get("steps").get(0).get("at").asText());
      Duration going = Duration.between(wanted, Instant.now());
      System.out.printf(
          Locale.ROOT,
          "from ./busbar plugin rollback to samples of the old version: %.1f s, of these %.1f s"
              + " until the gateway was asked%n",
          took.toMillis() / 1000.0,
          took.minus(going).toMillis() / 1000.0);
      assertTrue(going.compareTo(MOST) <= 0, () -> going + "\n" + command.output());
      assertEquals(0, command.exitCode(PATIENCE), command::output);
    }
    assertTrue(Program.await(PATIENCE, () -> PluginJobs.isSettled(gateway)));
    assertEquals("1.0.0", PluginJobs.versions(gateway).get(Vendor.BATTERY_ID));
  }

  private static String before(RunningGateway gateway) {
    return gateway.rest().get("/plugin-generations").get(1).get("number").asText();
  }
}
