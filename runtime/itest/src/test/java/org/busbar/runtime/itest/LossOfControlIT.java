package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

  /** SIGSTOP without a supervisor: nobody kills it, and it comes back into another world. */
  @Test
  void afterSigcontNoOldSetpointIsWritten() throws Exception {
    boolean deep = Boolean.getBoolean("busbar.deep");
    Duration stopped = Duration.ofSeconds(deep ? 30 : 4);
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"));
        RunningGateway gateway =
            RunningGateway.start("edge", plant.writeSite(folder), folder.resolve("home"))) {
      gateway.run();
      assertDischarging(plant, gateway);
      gateway.program().signal("STOP");
      plant.loadStep(2_000);
      Program.pass(stopped);
      if (deep) {
        assertEquals(0, plant.truth("bat1", "activePowerW"), 50, "its own timer did not end it");
      }
      long before = plant.lastWriteNanos("bat1");
      gateway.program().signal("CONT");
      Program.pass(Duration.ofSeconds(2));
      List<Integer> written = plant.setpointsSince("bat1", before);
      assertTrue(written.size() > 0, "nothing was written after it had come back");
      assertTrue(written.stream().allMatch(watts -> watts < 1_000), written::toString);
      // A loop that stood still for long is a reason to stay at the safe value.
      String state = gateway.state();
      assertTrue(
          state.equals("ERROR") || (!deep && state.equals("RUNNING")),
          () -> gateway.rest().get("/site").toString());
    }
  }

  @Test
  @Deep
  @Tag("SAF-03")
  void killedInAnyStateItStartsInIdleOrLatchedAndMovesNothing() throws Exception {
    Path home = folder.resolve("home");
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"))) {
      Path site = plant.writeSite(folder);
      killedInBoot(plant, home);
      String before = "IDLE";
      long writes = 0;
      for (String state : List.of("IDLE", "STOPPED", "ERROR", "RUNNING", "IDLE")) {
        try (RunningGateway gateway = RunningGateway.start("edge", site, home)) {
          String expected = before;
          assertTrue(
              Program.await(Duration.ofSeconds(15), () -> gateway.state().equals(expected)),
              () -> gateway.state() + " instead of " + expected);
          if (!expected.equals("ERROR")) {
            assertEquals(writes, plant.writes("bat1"), "written before an explicit start");
          }
          bringTo(state, gateway, plant);
          assertEquals(state, gateway.state());
          gateway.program().signal("KILL");
          gateway.program().exitCode(Duration.ofSeconds(5));
        }
        writes = plant.writes("bat1");
        before = state.equals("ERROR") ? "ERROR" : "IDLE";
      }
      Program.auditVerified(home, folder);
    }
  }

  /** It leaves BOOT with its first step, which comes after a cycle. */
  private void killedInBoot(RunningPlant plant, Path home) throws Exception {
    Path slow = Files.writeString(folder.resolve("slow.yaml"), plant.siteYaml("10 s"));
    try (Program program = RunningGateway.starting(slow, home)) {
      assertTrue(
          Program.await(
              Duration.ofSeconds(40), () -> program.output().contains("connection 'battery'")),
          program::output);
      program.signal("KILL");
      program.exitCode(Duration.ofSeconds(5));
      assertTrue(!program.output().contains("from BOOT to"), program::output);
    }
  }

  private static void bringTo(String state, RunningGateway gateway, RunningPlant plant) {
    switch (state) {
      case "STOPPED" ->
          gateway.rest().put("/site/state", "{\"state\":\"STOPPED\",\"reason\":\"test\"}");
      case "ERROR" -> {
        gateway.rest().post("/emergency-stop", "{\"reason\":\"test\"}");
        // The latch is on disk after a round of the watch.
        Program.pass(Duration.ofMillis(500));
      }
      case "RUNNING" -> {
        gateway.rest().post("/emergency-stop/reset", "{\"reason\":\"test over\"}");
        gateway.run();
        assertDischarging(plant, gateway);
      }
      default -> {
        // Where it is by itself.
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
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"), "--speed", "8640");
        RunningGateway gateway =
            RunningGateway.start("edge", plant.writeSite(folder), folder.resolve("home"))) {
      assertTrue(Program.await(Duration.ofSeconds(15), () -> gateway.state().equals("IDLE")));
      Program.pass(Duration.ofMillis(10_500));
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
