package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Updates that nobody asks for, in gateways of two rings; and one that needs a restart. */
class UpdateRingIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");

  @TempDir Path folder = Path.of("");
  private Vendor vendor;
  private Path dist = Path.of("");

  @BeforeEach
  void aVendor() throws Exception {
    vendor = new Vendor(folder.resolve("acme"));
    vendor.begin();
    dist = Program.development(folder);
  }

  private Path home(String name, String policy) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("plugins"));
    Files.writeString(home.resolve("plugins/policy.json"), policy);
    return home;
  }

  private static String policy(int ring) {
    return "{\"watch-s\": 1, \"refresh-s\": 1, \"automatic\": true, \"cool-down-h\": 0, \"ring\": "
        + ring
        + "}";
  }

  private static String version(RunningGateway gateway) {
    return PluginJobs.plugin(gateway, Vendor.MODE_ID).get("version").asText();
  }

  private void begin(RunningGateway gateway) throws IOException {
    PluginJobs.done(gateway, vendor.believe(), "DONE");
    PluginJobs.done(gateway, PluginJobs.install(Vendor.BATTERY_ID), "DONE");
    PluginJobs.done(gateway, PluginJobs.install(Vendor.MODE_ID), "DONE");
    gateway.run();
  }

  @Test
  @Tag("PLG-07")
  @Tag("OTA-02")
  void theFirstRingUpdatesTheLaterOneWaitsAndABadUpdateGoesBackAndStaysAway() throws Exception {
    Path first = home("first", policy(0));
    Path later = home("later", policy(2));
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"));
        RunningPlant other = RunningPlant.start(folder.resolve("other"))) {
      Path site = Files.writeString(folder.resolve("site.yaml"), Vendor.site(plant));
      Path otherSite = Files.writeString(folder.resolve("other.yaml"), Vendor.site(other));
      try (RunningGateway early = RunningGateway.start(dist, "edge", site, first);
          RunningGateway late = RunningGateway.start(dist, "edge", otherSite, later)) {
        begin(early);
        begin(late);
        vendor.mode("1.1.0", "");
        assertTrue(
            Program.await(PATIENCE, () -> version(early).equals("1.1.0")),
            () -> PluginJobs.told(early));
        JsonNode job = early.rest().get("/plugin-jobs").get(0);
        assertEquals("policy", job.get("by").asText());

        vendor.mode("1.2.0", "if (true) { throw new IllegalStateException(\"no good\"); }");
        assertTrue(Program.await(PATIENCE, () -> isAvoided(early)), () -> PluginJobs.told(early));
        assertEquals("1.1.0", version(early));
        int jobs = early.rest().get("/plugin-jobs").size();
        Program.pass(Duration.ofSeconds(4)); // Some rounds to the catalogue.
        assertEquals(jobs, early.rest().get("/plugin-jobs").size(), "it is tried once");
        assertTrue(BadVersionIT.audited(early, "plugin-rolled-back", "no good"));

        JsonNode waiting = PluginJobs.plugin(late, Vendor.MODE_ID);
        assertEquals("1.0.0", waiting.get("version").asText());
        Instant from = Instant.parse(waiting.get("updateFrom").asText());
        assertTrue(from.isAfter(Instant.now().plus(Duration.ofHours(47))), from::toString);
      }
      // Two days ago it was seen first; the bad one a day later.
      Path seen = later.resolve("plugins/seen.json");
      StringBuilder earlier = new StringBuilder();
      for (String line : Files.readAllLines(seen)) {
        Duration by = Duration.ofHours(line.contains("mode 1.2.0") ? 24 : 48);
        earlier.append(TIME.matcher(line).replaceAll(time -> before(time, by))).append('\n');
      }
      Files.writeString(seen, earlier);
      try (RunningGateway late = RunningGateway.start(dist, "edge", otherSite, later)) {
        assertTrue(
            Program.await(PATIENCE, () -> version(late).equals("1.1.0")),
            () -> PluginJobs.told(late));
      }
    }
  }

  private static String before(MatchResult time, Duration by) {
    return Instant.parse(time.group()).minus(by).toString();
  }

  private static boolean isAvoided(RunningGateway gateway) {
    JsonNode mode = PluginJobs.plugin(gateway, Vendor.MODE_ID);
    return mode.path("text").asText("").contains("1.2.0 does not come by itself again")
        && mode.path("updateFrom").isNull();
  }

  @Test
  void whatNeedsARestartGoesOnAfterItOrIsGivenUpBeforeIt() throws Exception {
    Path home = home("native", "{\"watch-s\": 1}");
    vendor.nativeMode("2.0.0");
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"))) {
      Path site = Files.writeString(folder.resolve("site.yaml"), Vendor.site(plant));
      try (RunningGateway gateway = RunningGateway.start(dist, "edge", site, home)) {
        PluginJobs.done(gateway, vendor.believe(), "DONE");
        PluginJobs.done(
            gateway,
            PluginJobs.install(Vendor.MODE_ID).replace("}", ",\"version\":\"1.0.0\"}"),
            "DONE");
        int given = restarting(gateway);
        PluginJobs.done(gateway, PluginJobs.back(0), "DONE");
        assertEquals("ROLLED_BACK", PluginJobs.ended(gateway, given));
        assertEquals("1.0.0", version(gateway));
        restarting(gateway);
      }
      try (RunningGateway gateway = RunningGateway.start(dist, "edge", site, home)) {
        assertTrue(
            Program.await(PATIENCE, () -> PluginJobs.isSettled(gateway)),
            () -> PluginJobs.told(gateway));
        JsonNode job = gateway.rest().get("/plugin-jobs").get(0);
        assertEquals("DONE", job.get("state").asText(), () -> PluginJobs.told(gateway));
        assertEquals("2.0.0", version(gateway));
        assertEquals("running", PluginJobs.plugin(gateway, Vendor.MODE_ID).get("state").asText());
      }
    }
  }

  private static int restarting(RunningGateway gateway) throws IOException {
    int job = PluginJobs.begin(gateway, PluginJobs.update(Vendor.MODE_ID, "2.0.0"));
    assertTrue(
        Program.await(
            PATIENCE,
            () ->
                gateway
                    .rest()
                    .get("/plugin-jobs/" + job)
                    .path("text")
                    .asText("")
                    .startsWith("Restart the gateway")),
        () -> PluginJobs.told(gateway));
    return job;
  }
}
