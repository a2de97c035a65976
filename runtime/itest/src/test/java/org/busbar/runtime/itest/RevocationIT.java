package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.busbar.plugin.trust.Revocation.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a catalogue takes back, in a gateway that updates nothing by itself and nobody looks at. */
class RevocationIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder = Path.of("");

  @Test
  void whatIsTakenBackIsShownOrInstalledNoMoreOrStops() throws Exception {
    Vendor vendor = new Vendor(folder.resolve("acme"));
    vendor.begin();
    Path home = folder.resolve("home");
    Files.createDirectories(home.resolve("plugins"));
    Files.writeString(home.resolve("plugins/policy.json"), "{\"watch-s\": 1, \"refresh-s\": 1}");
    Path dist = Program.development(folder);
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"))) {
      Path site = Files.writeString(folder.resolve("site.yaml"), Vendor.site(plant));
      try (RunningGateway gateway = RunningGateway.start(dist, "edge", site, home)) {
        PluginJobs.done(gateway, vendor.believe(), "DONE");
        PluginJobs.done(gateway, PluginJobs.install(Vendor.BATTERY_ID), "DONE");
        PluginJobs.done(gateway, PluginJobs.install(Vendor.MODE_ID), "DONE");
        gateway.run();
        assertTrue(
            Program.await(PATIENCE, () -> isCharging(plant)), () -> PluginJobs.told(gateway));

        vendor.mode("1.1.0", "");
        vendor.revoke(Vendor.MODE_ID, "[1,1.1)", Severity.ADVISE, "it could do better");
        isShown(gateway, Vendor.MODE_ID, "Its catalogue advises against it: it could do better.");
        vendor.revoke(Vendor.MODE_ID, "[1.1,1.2)", Severity.BLOCK, "it does worse");
        assertTrue(
            Program.await(PATIENCE, () -> isBlocked(gateway)), () -> PluginJobs.told(gateway));
        assertTrue(isCharging(plant), "what is not stopped goes on");

        stops(vendor, gateway, plant);
        freezes(vendor, gateway);
      }
      try (RunningGateway gateway = RunningGateway.start(dist, "edge", site, home)) {
        JsonNode battery = PluginJobs.plugin(gateway, Vendor.BATTERY_ID);
        assertEquals("failed", battery.get("state").asText(), "it stays stopped");
        assertFalse(isThere(gateway));
      }
    }
  }

  private static boolean isCharging(RunningPlant plant) {
    return Math.abs(plant.truth("bat1", "activePowerW") + 2000) < 50;
  }

  private static void isShown(RunningGateway gateway, String id, String text) {
    assertTrue(
        Program.await(
            PATIENCE, () -> PluginJobs.plugin(gateway, id).path("text").asText("").contains(text)),
        () -> PluginJobs.told(gateway));
    assertEquals("running", PluginJobs.plugin(gateway, id).get("state").asText());
  }

  private static boolean isBlocked(RunningGateway gateway) {
    JsonNode plan =
        gateway.rest().post("/plugin-plans", PluginJobs.update(Vendor.MODE_ID, "1.1.0"));
    return !plan.get("possible").asBoolean()
        && plan.get("impossible").get("reason").asText().equals("revoked");
  }

  private static boolean isThere(RunningGateway gateway) {
    for (JsonNode bundle : gateway.rest().get("/bundles")) {
      if (bundle.get("symbolicName").asText().equals(Vendor.BATTERY_ID)) {
        return true;
      }
    }
    return false;
  }

  /** The driver of a battery that charges: the battery is released, by what has stood by then. */
  private void stops(Vendor vendor, RunningGateway gateway, RunningPlant plant) throws Exception {
    long before = gateway.lastEvent();
    long start = System.nanoTime();
    vendor.revoke(Vendor.BATTERY_ID, "[1,2)", Severity.STOP, "it burns what it should save");
    assertTrue(
        Program.await(
            PATIENCE,
            () ->
                PluginJobs.plugin(gateway, Vendor.BATTERY_ID)
                    .get("state")
                    .asText()
                    .equals("failed")),
        () -> PluginJobs.told(gateway));
    // It is said at once; the bundle goes when its devices are released.
    assertTrue(Program.await(PATIENCE, () -> !isThere(gateway)), () -> PluginJobs.told(gateway));
    assertTrue(
        Program.await(PATIENCE, () -> Math.abs(plant.truth("bat1", "activePowerW")) < 1),
        () -> plant.truth("bat1", "activePowerW") + " W" + PluginJobs.told(gateway));
    List<Integer> setpoints = plant.setpointsSince("bat1", 0);
    System.out.printf(
        "taken back, stopped and at 0 W after %.1f s; the last setpoint is %d W%n",
        (System.nanoTime() - start) / 1e9, setpoints.getLast());
    assertEquals(0, setpoints.getLast(), "it was released before its driver went");
    assertTrue(gateway.isTold(Vendor.BATTERY_ID, "plugin-refused", "ALARM", before));
    assertTrue(BadVersionIT.audited(gateway, "plugin-refused", "it burns what it should save"));
    assertEquals("RUNNING", gateway.state());
  }

  /** A catalogue that is not there any more, then one that nobody has signed anew. */
  private void freezes(Vendor vendor, RunningGateway gateway) throws Exception {
    long before = gateway.lastEvent();
    Path away = vendor.place().resolveSibling("away");
    Files.move(vendor.place(), away);
    warned(gateway, before, "timestamp.json is not there");
    Files.move(away, vendor.place());
    vendor.signFor(Duration.ofSeconds(3));
    warned(gateway, before, "it was good until");
    assertEquals("failed", PluginJobs.plugin(gateway, Vendor.BATTERY_ID).get("state").asText());
  }

  private static void warned(RunningGateway gateway, long after, String text) {
    assertTrue(
        Program.await(
            PATIENCE,
            () -> {
              for (JsonNode event : gateway.rest().get("/events?limit=1000&after=" + after)) {
                if (event.get("kind").asText().equals("plugin-source")
                    && event.get("severity").asText().equals("WARNING")
                    && event.get("text").asText().contains(text)) {
                  return true;
                }
              }
              return false;
            }),
        () -> gateway.rest().get("/events?limit=1000&after=" + after) + "");
  }
}
