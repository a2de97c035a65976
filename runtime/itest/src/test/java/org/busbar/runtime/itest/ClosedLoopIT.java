package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The loop closed over real Modbus: meter, gateway, battery, and what is true at the plant. */
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClosedLoopIT {
  private static final String GRID = "pcc";
  private static final String POWER = "activePowerW";
  private static final Duration PERIOD = Duration.ofMillis(150);
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");

  /** For how long the grid is to be held; what must have settled within 5 s is watched longer. */
  private static final Duration HELD = Duration.ofSeconds(DEEP ? 20 : 6);

  private static final Duration STEP = Duration.ofSeconds(DEEP ? 8 : 6);

  /** What is looked at only afterwards may take this long to come to rest. */
  private static final Duration SETTLED = Duration.ofSeconds(DEEP ? 5 : 2);

  @TempDir static Path folder;

  private RunningPlant plant;
  private RunningGateway gateway;

  /** A moment of the true power at the point of common coupling. */
  private record Moment(double atS, double gridW) {}

  @BeforeAll
  void start() throws IOException {
    plant = RunningPlant.start(folder.resolve("plant"));
    gateway = RunningGateway.start("edge", plant.writeSite(folder), folder.resolve("home"));
    gateway.run();
  }

  @BeforeEach
  void nothingIsWrong() {
    plant.loadStep(0);
    plant.fault("load1", "none");
    plant.fault(GRID, "none");
  }

  @AfterAll
  void stop() {
    if (gateway != null) {
      gateway.close();
    }
    if (plant != null) {
      plant.close();
    }
  }

  private List<Moment> watch(Duration time) {
    List<Moment> moments = new ArrayList<>();
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < time.toNanos()) {
      double gridW = plant.truth(GRID, POWER);
      moments.add(new Moment((System.nanoTime() - begin) / 1e9, gridW));
      Program.pass(Duration.ofMillis(20));
    }
    return moments;
  }

  /** Mean over time, not over moments. */
  private static double meanW(List<Moment> moments) {
    double sum = 0;
    for (int i = 1; i < moments.size(); i++) {
      sum += moments.get(i).gridW() * (moments.get(i).atS() - moments.get(i - 1).atS());
    }
    return sum / (moments.getLast().atS() - moments.getFirst().atS());
  }

  private static double settledAtS(List<Moment> moments, double bandW) {
    return moments.stream()
        .filter(moment -> Math.abs(moment.gridW()) > bandW)
        .mapToDouble(Moment::atS)
        .max()
        .orElse(0);
  }

  private static double exportingS(List<Moment> moments) {
    double sum = 0;
    for (int i = 1; i < moments.size(); i++) {
      if (moments.get(i).gridW() < -100) {
        sum += moments.get(i).atS() - moments.get(i - 1).atS();
      }
    }
    return sum;
  }

  /** Waits for control and a while more. */
  private void settle() {
    assertTrue(
        Program.await(Duration.ofSeconds(30), () -> Math.abs(plant.truth(GRID, POWER)) < 50),
        () -> "not under control: " + plant.control().get("/plant") + gateway.program().output());
    Program.pass(SETTLED);
  }

  @Test
  void theGridIsHeldAndALoadStepSettles() {
    settle();
    List<Moment> held = watch(HELD);
    double mean = meanW(held);
    plant.loadStep(-5_000);
    List<Moment> up = watch(STEP);
    plant.loadStep(0);
    List<Moment> down = watch(STEP);
    String figures =
        "mean %.1f W over %d s; +5 kW load: within 100 W after %.2f s, exporting %.2f s; -5 kW: %.2f s, %.2f s"
            .formatted(
                mean,
                HELD.toSeconds(),
                settledAtS(up, 100),
                exportingS(up),
                settledAtS(down, 100),
                exportingS(down));
    System.out.println("closed loop: " + figures);
    assertTrue(Math.abs(mean) < 50, figures);
    assertTrue(settledAtS(up, 100) < 5, figures);
    assertTrue(settledAtS(down, 100) < 5, figures);
    assertTrue(exportingS(up) < 3, figures);
    assertTrue(exportingS(down) < 3, figures);
  }

  @Test
  void aSilentUnitTurnsStaleAndLeavesItsNeighbourAlone() {
    settle();
    double before = requestsPerS(GRID);
    int eventsBefore = events("load1").size();
    plant.fault("load1", "silent");
    long silentAt = System.nanoTime();
    assertTrue(
        Program.await(Duration.ofSeconds(10), () -> !quality("load1").equals("GOOD")),
        "a silent unit's value stays good");
    double staleS = (System.nanoTime() - silentAt) / 1e9;
    assertTrue(
        Program.await(
            Duration.ofSeconds(10),
            () ->
                events("load1").stream()
                    .skip(eventsBefore)
                    .anyMatch(event -> !event.get("severity").asText().equals("INFO"))),
        () -> "no alarm: " + gateway.rest().get("/events"));
    double alarmS = (System.nanoTime() - silentAt) / 1e9;
    double during = requestsPerS(GRID);
    assertTrue(Math.abs(meanW(watch(Duration.ofSeconds(3)))) < 50, "the grid is not held");
    plant.fault("load1", "none");
    long backAt = System.nanoTime();
    assertTrue(
        Program.await(Duration.ofSeconds(15), () -> quality("load1").equals("GOOD")),
        "the unit is not taken back");
    double backS = (System.nanoTime() - backAt) / 1e9;
    String figures =
        "stale after %.2f s, alarm after %.2f s, good again after %.2f s, neighbour %.1f -> %.1f requests/s"
            .formatted(staleS, alarmS, backS, before, during);
    System.out.println("silent unit: " + figures);
    assertTrue(staleS < 3 * PERIOD.toNanos() / 1e9 + 0.4, figures);
    assertTrue(alarmS < 5, figures);
    assertTrue(backS < 5, figures);
    assertTrue(during >= 0.9 * before, figures);
  }

  @Test
  void withoutItsMeterTheBatteryIsReleased() {
    plant.loadStep(-5_000);
    settle();
    double powerW = plant.truth("bat1", POWER);
    assertTrue(Math.abs(powerW) > 200, () -> "nothing to release: " + powerW);
    plant.fault(GRID, "silent");
    assertTrue(
        Program.await(Duration.ofSeconds(6), () -> Math.abs(plant.truth("bat1", POWER)) < 50),
        () -> "still driven: " + gateway.rest().get("/decisions/latest"));
    plant.fault(GRID, "none");
    assertTrue(
        Program.await(Duration.ofSeconds(10), () -> Math.abs(plant.truth(GRID, POWER)) < 50),
        () -> "not under control again: " + gateway.rest().get("/decisions/latest"));
    assertEquals("RUNNING", gateway.state());
  }

  private double requestsPerS(String device) {
    long first = plant.device(device).get("requests").asLong();
    long begin = System.nanoTime();
    Program.pass(Duration.ofSeconds(5));
    long last = plant.device(device).get("requests").asLong();
    return (last - first) / ((System.nanoTime() - begin) / 1e9);
  }

  private String quality(String device) {
    for (JsonNode node : gateway.rest().get("/points?device=" + device)) {
      if (node.get("point").asText().equals(POWER)) {
        return node.get("quality").asText();
      }
    }
    return "";
  }

  private List<JsonNode> events(String device) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode event : gateway.rest().get("/events")) {
      if (event.toString().contains("\"" + device + "\"")) {
        found.add(event);
      }
    }
    return found;
  }
}
