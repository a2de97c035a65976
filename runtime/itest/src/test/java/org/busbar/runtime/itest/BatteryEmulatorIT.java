package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A battery that is only a model, behind real Modbus: the driver cannot tell. */
class BatteryEmulatorIT {
  private static final String BATTERY = "bat1";
  private static final String POWER = "activePowerW";

  @TempDir Path folder = Path.of("");

  private static double point(RunningPlant plant, String id) {
    return plant.device(BATTERY).get("points").get(id).asDouble(Double.NaN);
  }

  private static void assertSeen(RunningPlant plant, RunningGateway gateway, String id, double by) {
    assertTrue(
        Program.await(
            Duration.ofSeconds(12),
            () -> Math.abs(gateway.value(BATTERY, id) - point(plant, id)) <= by),
        () -> id + " is " + point(plant, id) + ", seen as " + gateway.value(BATTERY, id));
  }

  @Test
  @Tag("DEV-16")
  void itsCellsChargeAndEnergyAreDrivenAndSeenAsThoseOfAnyOther() throws Exception {
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"), "--speed", "60");
        RunningGateway gateway =
            RunningGateway.start("edge", plant.writeSite(folder), folder.resolve("home"))) {
      plant.control().post("/battery", "{\"device\":\"bat1\",\"stateOfChargePct\":80}");
      gateway.run();
      plant.loadStep(-6_000);
      double startPct = point(plant, "stateOfChargePct");
      double startV = point(plant, "cellVoltageMinV");
      assertTrue(
          Program.await(
              Duration.ofSeconds(40), () -> point(plant, "stateOfChargePct") < startPct - 10),
          () -> "does not discharge: " + plant.control().get("/plant"));
      plant.loadStep(0);
      assertTrue(point(plant, "cellVoltageMinV") < startV, "cells under load lose voltage");
      assertSeen(plant, gateway, "stateOfChargePct", 2);
      assertSeen(plant, gateway, "cellVoltageMinV", 0.01);
      assertSeen(plant, gateway, "cellVoltageMaxV", 0.01);
      assertSeen(plant, gateway, "cellTemperatureMaxC", 1);
      assertSeen(plant, gateway, "energyCapacityWh", 1);
      assertTrue(plant.truth(BATTERY, "energyInjectedWh") > 800, "energy was counted");
    }
  }

  @Test
  void heatedCellsAreLeftAlone() throws Exception {
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"));
        RunningGateway gateway =
            RunningGateway.start("edge", plant.writeSite(folder), folder.resolve("home"))) {
      gateway.run();
      plant.loadStep(-4_000);
      assertTrue(
          Program.await(Duration.ofSeconds(20), () -> plant.truth(BATTERY, POWER) > 500),
          () -> "does not discharge: " + plant.control().get("/plant"));
      // The battery's own limits would rest it from 55 degrees on; the gateway's are at 60.
      plant.control().post("/battery", "{\"device\":\"bat1\",\"cellTemperatureC\":70}");
      long heated = System.nanoTime();
      assertTrue(
          Program.await(Duration.ofSeconds(10), () -> gateway.state().equals("ERROR")),
          () -> "no trip: " + gateway.rest().get("/events"));
      assertTrue(
          Program.await(Duration.ofSeconds(5), () -> Math.abs(plant.truth(BATTERY, POWER)) < 50));
      JsonNode writes = plant.control().get("/writes").get(BATTERY);
      JsonNode safe = null;
      for (JsonNode write : writes) {
        // The setpoint registers; clocks of processes on one machine count alike.
        if (safe == null
            && write.get("nanos").asLong() - heated > 0
            && write.get("address").asInt() == 0x42
            && write.get("words").toString().equals("[0,0]")) {
          safe = write;
        }
      }
      assertTrue(safe != null, () -> "no safe value: " + writes);
      System.out.printf(
          "heated cells: safe value written after %.2f s%n",
          (safe.get("nanos").asLong() - heated) / 1e9);
      assertEquals("ERROR", gateway.state());
    }
  }
}
