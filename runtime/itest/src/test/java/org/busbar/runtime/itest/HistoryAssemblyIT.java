package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** History of the shipped edge assembly on the simulated plant. */
class HistoryAssemblyIT {
  private static final String POWER = "/history?device=bat1&point=activePowerW&resolution=";

  @TempDir Path folder = Path.of("");

  private RunningPlant plant;
  private Path site;

  @BeforeEach
  void start() throws IOException {
    plant = RunningPlant.start(folder.resolve("plant"));
    site = plant.writeSite(folder);
  }

  @AfterEach
  void stop() {
    plant.close();
  }

  private static boolean hasRows(RunningGateway gateway, int count) {
    return gateway.rest().status(POWER + "raw") == 200
        && gateway.rest().get(POWER + "raw").get("rows").size() >= count;
  }

  @Test
  void whatWasMeasuredAndWhyOutlivesAKill() throws Exception {
    JsonNode before;
    Instant second;
    try (RunningGateway gateway = RunningGateway.start("edge", site, folder.resolve("home"))) {
      gateway.run();
      assertTrue(
          Program.await(Duration.ofSeconds(30), () -> hasRows(gateway, 20)),
          () -> gateway.program().output());
      second = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(1);
      String range = "?from=" + second + "&to=" + second.plusSeconds(1);
      assertTrue(
          Program.await(
              Duration.ofSeconds(5), () -> !gateway.rest().get("/decisions" + range).isEmpty()),
          () -> gateway.rest().get("/decisions/latest").toString());
      before = gateway.rest().get(POWER + "raw").get("rows");
      gateway.program().signal("KILL");
    }
    try (RunningGateway gateway = RunningGateway.start("edge", site, folder.resolve("home"))) {
      JsonNode after = gateway.rest().get(POWER + "raw").get("rows");
      assertTrue(after.size() >= before.size(), after.size() + " of " + before.size());
      for (int i = 0; i < before.size(); i++) {
        assertEquals(before.get(i), after.get(i));
      }
      String range = "?from=" + second + "&to=" + second.plusSeconds(1);
      JsonNode why = gateway.rest().get("/decisions" + range).get(0);
      assertEquals(second, Instant.parse(why.get("at").asText()).truncatedTo(ChronoUnit.SECONDS));
      JsonNode day = gateway.rest().get(POWER + "1d");
      assertEquals("W", day.get("unit").asText());
      assertTrue(day.at("/rows/0/4").asLong() >= before.size());
    }
  }

  @Test
  void whatTheSiteKeepsForAWhileOnlyIsThenWhereTheSiteSays() throws Exception {
    Instant now = Instant.now();
    Path home = folder.resolve("home");
    Path elsewhere = folder.resolve("elsewhere");
    ReplayedDay.write(home, now, 10);
    Files.writeString(
        site,
        Files.readString(site) + "history: {samples: 6 h, archive-folder: " + elsewhere + "}\n");
    try (RunningGateway gateway = RunningGateway.start("edge", site, home)) {
      Path files = elsewhere.resolve("local/demo");
      String month = now.minus(Duration.ofHours(20)).toString().substring(0, 7);
      assertTrue(
          Program.await(Duration.ofSeconds(30), () -> Files.exists(files.resolve(month + ".db"))),
          () -> gateway.rest().get("/events") + gateway.program().output());
      String range = "&from=" + now.minus(Duration.ofHours(20)) + "&to=" + now;
      assertTrue(
          Program.await(
              Duration.ofSeconds(10),
              () -> gateway.rest().get(POWER + "raw" + range).get("rows").size() > 6_000),
          () -> gateway.rest().get(POWER + "1h" + range).toString());
      Files.move(files, elsewhere.resolve("away"));
      JsonNode without = gateway.rest().get(POWER + "raw" + range).get("rows");
      assertTrue(without.size() > 5 * 360 && without.size() < 9 * 360, without.size() + " samples");
    }
  }

  @Test
  void withoutTheBundleEverythingElseGoesOn() throws Exception {
    Path dist = folder.resolve("dist");
    Files.createDirectories(dist.resolve("features"));
    for (String part : List.of("lib", "bundles")) {
      Files.createSymbolicLink(dist.resolve(part), Program.distribution().resolve(part));
    }
    String lock = Files.readString(Program.distribution().resolve("features/edge.feature.json"));
    String without =
        lock.lines()
            .filter(
                line -> !line.contains("org.busbar.history.sqlite") && !line.contains("org.xerial"))
            .collect(Collectors.joining("\n"));
    assertEquals(lock.lines().count() - 2, without.lines().count());
    Files.writeString(dist.resolve("features/edge.feature.json"), without);
    try (RunningGateway gateway =
        RunningGateway.start(dist, "edge", site, folder.resolve("home"))) {
      gateway.run();
      assertEquals("RUNNING", gateway.state());
      assertTrue(
          Program.await(
              Duration.ofSeconds(10),
              () -> !gateway.rest().get("/decisions/latest").get("setpoints").isEmpty()));
      assertEquals(503, gateway.rest().status(POWER + "1s"));
      assertEquals(503, gateway.rest().status("/decisions"));
    }
  }
}
