package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the battery does when the gateway that commands it is gone, over real Modbus. */
class LossOfControlIT {
  @TempDir Path folder = Path.of("");

  private static void assertDischarging(RunningPlant plant, RunningGateway gateway) {
    plant.loadStep(-7_000);
    assertTrue(
        Program.await(Duration.ofSeconds(20), () -> plant.truth("bat1", "activePowerW") > 1_000),
        () ->
            "the battery does not discharge: "
                + plant.device("bat1")
                + gateway.rest().get("/decisions/latest"));
  }

  @Test
  void killedWhileDischargingTheBatteryRevertsAndNothingMovesBeforeAnExplicitStart()
      throws Exception {
    Path home = folder.resolve("home");
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"))) {
      Path site = plant.writeSite(folder);
      try (RunningGateway gateway = RunningGateway.start("edge", site, home)) {
        gateway.run();
        assertDischarging(plant, gateway);
        gateway.program().signal("KILL");
        assertTrue(
            Program.await(
                Duration.ofSeconds(15), () -> Math.abs(plant.truth("bat1", "activePowerW")) < 50),
            "the inverter did not revert by its own timer");
      }
      long writes = plant.writes("bat1");
      try (RunningGateway gateway = RunningGateway.start("edge", site, home)) {
        assertTrue(
            Program.await(Duration.ofSeconds(15), () -> gateway.state().equals("IDLE")),
            gateway::state);
        assertTrue(
            Program.await(
                Duration.ofSeconds(10),
                () -> Double.isFinite(gateway.value("bat1", "activePowerW"))));
        Program.pass(Duration.ofSeconds(3));
        assertEquals("IDLE", gateway.state());
        assertEquals(writes, plant.writes("bat1"), "writes before an explicit start");
        gateway.run();
        assertTrue(
            Program.await(
                Duration.ofSeconds(20), () -> plant.truth("bat1", "activePowerW") > 1_000),
            "not under control after the explicit start");
      }
    }
  }

  @Test
  @Tag("HA-17")
  void stoppedInOrderTheBatteryIsReleasedAtOnce() throws Exception {
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"));
        RunningGateway gateway =
            RunningGateway.start("edge", plant.writeSite(folder), folder.resolve("home"))) {
      gateway.run();
      assertDischarging(plant, gateway);
      gateway.program().signal("TERM");
      assertEquals(0, gateway.program().exitCode(Duration.ofSeconds(15)));
      assertTrue(
          Program.await(
              Duration.ofSeconds(3), () -> Math.abs(plant.truth("bat1", "activePowerW")) < 50),
          "the release was not written: " + plant.control().get("/plant"));
    }
  }

  @Test
  @Tag("CTL-01")
  void inObserveOverADayOfTheSiteNoWriteReachesADevice() throws Exception {
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"), "--speed", "2880");
        RunningGateway gateway =
            RunningGateway.start("edge", plant.writeSite(folder), folder.resolve("home"))) {
      assertTrue(Program.await(Duration.ofSeconds(15), () -> gateway.state().equals("IDLE")));
      Program.pass(Duration.ofSeconds(31));
      assertEquals("IDLE", gateway.state());
      for (String device : java.util.List.of("pcc", "load1", "pv1", "bat1", "ev1")) {
        assertEquals(0, plant.writes(device), device);
        assertTrue(plant.device(device).get("requests").asLong() > 20, device);
      }
    }
  }

  @Test
  void anEmergencyStopHoldsTheBatteryAtZeroUntilItIsResetAndDoesNotRestart() throws Exception {
    Path home = folder.resolve("home");
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"))) {
      Path site = plant.writeSite(folder);
      try (RunningGateway gateway = RunningGateway.start("edge", site, home)) {
        gateway.run();
        assertDischarging(plant, gateway);
        gateway.rest().post("/emergency-stop", "{\"reason\":\"test\"}");
        assertTrue(
            Program.await(
                Duration.ofSeconds(3), () -> Math.abs(plant.truth("bat1", "activePowerW")) < 50));
        assertEquals("ERROR", gateway.state());
        gateway.program().signal("KILL");
      }
      try (RunningGateway gateway = RunningGateway.start("edge", site, home)) {
        assertTrue(
            Program.await(Duration.ofSeconds(15), () -> gateway.state().equals("ERROR")),
            () -> "the latch was lost: " + gateway.state());
        int refused =
            gateway
                .rest()
                .send("PUT", "/site/state", "{\"state\":\"RUNNING\",\"reason\":\"test\"}")
                .statusCode();
        assertEquals(409, refused);
        gateway.rest().post("/emergency-stop/reset", "{\"reason\":\"test over\"}");
        assertTrue(Program.await(Duration.ofSeconds(5), () -> gateway.state().equals("IDLE")));
      }
    }
  }
}
