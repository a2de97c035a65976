package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A battery management system of 16 modules with 16 cells, read over the wire and acted upon. */
@Tag("alone")
class BmsSimIT {
  private static final int VALUES = 256 + 64 + 16;
  private static final String BMS =
      """
        bms1:
          kind: bms
          profile: busbar.bms
          port: 15022
          unit: 2
          battery: bat1
      """;

  @TempDir Path folder = Path.of("");

  @Test
  @Tag("DEV-09")
  void allCellsAreReadInLessThanASecondAndTheWorstOneStopsAndTripsTheInverter() throws Exception {
    try (RunningPlant plant =
        RunningPlant.startOn(
            RunningPlant.demo("12 h")
                    .replace("cells-in-series: 16", "cells-in-series: 256")
                    .stripTrailing()
                + "\n"
                + BMS,
            folder.resolve("plant"))) {
      Path site = folder.resolve("site.yaml");
      Files.writeString(
          site,
          plant
              .siteYaml("100 ms")
              .replace(
                  "why: a simulated device}}}",
                  "why: a simulated device}}, chemistry: lfp, bms: bms1}")
              .replace(
                  "  ev1:  ",
                  "  bms1: {profile: busbar.bms, connection: battery, unit: 2}\n  ev1:  "));
      try (RunningGateway gateway = RunningGateway.start("edge", site, folder.resolve("home"))) {
        cellsAreRead(plant, gateway);
        gateway.run();
        assertTrue(
            Program.await(Duration.ofSeconds(20), () -> plant.truth("bat1", "activePowerW") < -500),
            () -> "the battery is not charged: " + gateway.rest().get("/decisions/latest"));
        aFullCellStopsCharging(plant, gateway);
        aCellBeyondItsLimitTrips(plant, gateway);
      }
    }
  }

  private static void cellsAreRead(RunningPlant plant, RunningGateway gateway) {
    assertTrue(
        Program.await(Duration.ofSeconds(15), () -> cells(gateway).size() == VALUES),
        () -> cells(gateway).size() + " of " + VALUES + " values\n" + gateway.program().output());
    double round = Double.POSITIVE_INFINITY;
    long before = plant.device("bms1").get("requests").asLong();
    long began = System.nanoTime();
    for (int i = 0; i < 12; i++) {
      round = Math.min(round, spreadS(gateway));
      Program.pass(Duration.ofMillis(250));
    }
    double perS =
        (plant.device("bms1").get("requests").asLong() - before)
            / ((System.nanoTime() - began) / 1e9);
    assertTrue(round < 1, "one round of reading takes " + round + " s");
    assertTrue(perS < 7, perS + " requests per second");
    System.out.printf("336 cell values within %.3f s, %.1f requests/s%n", round, perS);
    JsonNode truth = plant.control().get("/cells").get("bms1");
    Map<String, JsonNode> read = cells(gateway);
    for (String point : new String[] {"cellVoltageV", "cellTemperatureC", "stateOfChargePct"}) {
      double resolution = point.equals("cellVoltageV") ? 0.0011 : 0.11;
      for (int i = 0; i < truth.get(point).size(); i++) {
        double value = read.get(point + "." + (i + 1)).get("value").asDouble(Double.NaN);
        assertEquals(truth.get(point).get(i).asDouble(), value, resolution, point + "." + (i + 1));
      }
    }
  }

  /** The values of single cells, temperatures and modules. */
  private static Map<String, JsonNode> cells(RunningGateway gateway) {
    Map<String, JsonNode> cells = new HashMap<>();
    for (JsonNode node : gateway.rest().get("/points?device=bms1")) {
      if (node.get("point").asText().contains(".") && node.get("quality").asText().equals("GOOD")) {
        cells.put(node.get("point").asText(), node);
      }
    }
    return cells;
  }

  /** Time from the first to the last request that brought what stands. */
  private static double spreadS(RunningGateway gateway) {
    Instant first = Instant.MAX;
    Instant last = Instant.MIN;
    for (JsonNode node : cells(gateway).values()) {
      Instant at = Instant.parse(node.get("measuredAt").asText());
      first = at.isBefore(first) ? at : first;
      last = at.isAfter(last) ? at : last;
    }
    return Duration.between(first, last).toNanos() / 1e9;
  }

  private static void aFullCellStopsCharging(RunningPlant plant, RunningGateway gateway) {
    plant.control().post("/cell", "{\"device\":\"bms1\",\"cell\":77,\"voltageV\":3.585}");
    assertTrue(
        Program.await(Duration.ofSeconds(5), () -> plant.truth("bat1", "activePowerW") > -20),
        () -> "it is charged on: " + gateway.rest().get("/decisions/latest"));
    assertEquals("RUNNING", gateway.state());
  }

  private static void aCellBeyondItsLimitTrips(RunningPlant plant, RunningGateway gateway) {
    plant.control().post("/cell", "{\"device\":\"bms1\",\"cell\":77,\"voltageV\":3.66}");
    assertTrue(
        Program.await(Duration.ofSeconds(5), () -> gateway.state().equals("ERROR")),
        () -> gateway.rest().get("/site").toString());
    String site = gateway.rest().get("/site").toString();
    assertTrue(site.contains("3.66 V, above its limit of 3.65 V"), site);
  }
}
