package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A battery that holds its last setpoint for ever, over real Modbus: nothing but the supervisor
 * brings it to rest when its gateway is gone.
 */
@Tag("alone")
class SupervisorIT {
  @TempDir Path folder;

  private RunningPlant plant;
  private Path site;
  private Path home;

  @BeforeEach
  void startAPlantWithoutATimer() throws IOException {
    plant = RunningPlant.startWithoutTimer(folder.resolve("plant"));
    home = folder.resolve("home");
    site = plant.writeSiteWithoutTimer(folder, home);
  }

  @AfterEach
  void stop() {
    plant.close();
  }

  private boolean isDischarging() {
    return plant.truth("bat1", "activePowerW") > 1_000;
  }

  private boolean isAtRest() {
    return Math.abs(plant.truth("bat1", "activePowerW")) < 50;
  }

  private void discharge(SupervisedGateway gateway) {
    gateway.run();
    plant.loadStep(-7_000);
    assertTrue(
        Program.await(Duration.ofSeconds(20), this::isDischarging),
        () -> plant.device("bat1") + "\n" + gateway.supervisor().output());
  }

  /** Waits until the battery rests; returns after how many seconds. */
  private double secondsToRest(Duration atMost, SupervisedGateway gateway) {
    long begin = System.nanoTime();
    assertTrue(
        Program.await(atMost, this::isAtRest),
        () -> "not at rest: " + plant.device("bat1") + "\n" + gateway.supervisor().output());
    return (System.nanoTime() - begin) / 1e9;
  }

  @Test
  void aStoppedGatewayIsKilledFirstAndWithoutItsSupervisorANewOneObserves() throws Exception {
    try (SupervisedGateway gateway = SupervisedGateway.start(site, home, Map.of())) {
      discharge(gateway);
      long writes = plant.writes("bat1");
      ProcessHandle stopped = gateway.signal("STOP");
      long begin = System.nanoTime();
      assertTrue(
          Program.await(
              Duration.ofSeconds(9), () -> !stopped.isAlive() || plant.writes("bat1") > writes + 2),
          () -> gateway.supervisor().output());
      assertFalse(stopped.isAlive(), "written while the gateway lived");
      double killedS = (System.nanoTime() - begin) / 1e9;
      double restS = killedS + secondsToRest(Duration.ofSeconds(3), gateway);
      System.out.printf("supervisor: killed after %.2f s, at rest after %.2f s%n", killedS, restS);
      assertTrue(killedS > 4.5 && restS < 8, "at rest after " + restS);
      gateway.await("IDLE");
      assertTrue(gateway.hasEvent("supervisor-acted"));
      long before = plant.writes("bat1");
      Program.pass(Duration.ofSeconds(1));
      assertEquals(before, plant.writes("bat1"), "writes before an explicit start");
      assertEquals("IDLE", gateway.state());

      assertObservedWithoutItsSupervisor(gateway);
    }
  }

  private void assertObservedWithoutItsSupervisor(SupervisedGateway gateway) throws Exception {
    discharge(gateway);
    ProcessHandle orphan = gateway.gateway().orElseThrow();
    try {
      gateway.supervisor().signal("KILL");
      assertTrue(secondsToRest(Duration.ofSeconds(6), gateway) < 5);
      assertTrue(Program.await(Duration.ofSeconds(2), () -> gateway.hasEvent("supervisor-lost")));
      long writes = plant.writes("bat1");
      Program.pass(Duration.ofSeconds(1));
      assertEquals(writes, plant.writes("bat1"), "not only observed");
    } finally {
      orphan.destroyForcibly();
      orphan.onExit().join();
    }
  }

  /** Prints the datagrams that come to a socket, as systemd would receive them. */
  private static final String SYSTEMD =
      """
      import socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1])
      while True:
          print(s.recv(4096).decode(), flush=True)
      """;

  @Test
  @Deep
  void systemdIsToldWhatSdNotifyDescribesAndNothingIsLeftAfterAnOrderlyStop() throws Exception {
    Peer.require("python3", List.of(Peer.PYTHON, "--version"));
    Path socket = folder.resolve("notify");
    List<String> listener = List.of(Peer.PYTHON, "-c", SYSTEMD, socket.toString());
    Map<String, String> variables =
        Map.of("NOTIFY_SOCKET", socket.toString(), "WATCHDOG_USEC", "3000000");
    try (Program systemd = Program.start(folder.resolve("systemd.log"), listener)) {
      assertTrue(Program.await(Duration.ofSeconds(10), () -> Files.exists(socket)));
      stoppedInOrderNothingIsLeft(variables);
      List<String> told = systemd.output().lines().toList();
      assertTrue(told.getFirst().matches("STATUS=gateway \\d+ starts"), told::toString);
      assertTrue(told.indexOf("READY=1") > 0, told::toString);
      assertTrue(told.indexOf("STOPPING=1") > told.indexOf("READY=1"), told::toString);
      assertTrue(told.stream().filter("WATCHDOG=1"::equals).count() >= 3, told::toString);
    }
  }

  private void stoppedInOrderNothingIsLeft(Map<String, String> variables) throws Exception {
    try (SupervisedGateway gateway = SupervisedGateway.start(site, home, variables)) {
      discharge(gateway);
      assertEquals(1, lists());
      gateway.supervisor().signal("TERM");
      assertEquals(0, gateway.supervisor().exitCode(Duration.ofSeconds(20)));
      assertTrue(isAtRest() || Program.await(Duration.ofSeconds(1), this::isAtRest));
      assertEquals(0, lists(), "a list is left though everything was released");
    }
  }

  @Test
  @Deep
  void whatDiesIsAnsweredAtOnceAndALatchWithTheSafeValue() throws Exception {
    try (SupervisedGateway gateway = SupervisedGateway.start(site, home, Map.of())) {
      discharge(gateway);
      gateway.signal("KILL");
      assertTrue(secondsToRest(Duration.ofSeconds(3), gateway) < 2);
      discharge(gateway);
      gateway.rest().post("/emergency-stop", "{\"reason\":\"test\"}");
      assertTrue(Program.await(Duration.ofSeconds(2), this::isAtRest));
      Program.pass(Duration.ofMillis(500));
      gateway.signal("KILL");
      gateway.await("ERROR");
      Program.auditVerified(home, folder);
      assertTrue(
          gateway.supervisor().output().contains("wrote bat1/activePowerW safe value"),
          gateway.supervisor()::output);
    }
  }

  @Test
  @Deep
  void withoutASupervisorItIsNeverWritten() throws Exception {
    Map<String, String> variables = Map.of("BUSBAR_NO_SUPERVISOR", "true");
    try (SupervisedGateway gateway = SupervisedGateway.start(site, home, variables)) {
      assertTrue(gateway.gateway().isEmpty());
      gateway.run();
      plant.loadStep(-7_000);
      Program.pass(Duration.ofSeconds(3));
      assertEquals(0, plant.writes("bat1"));
    }
  }

  private long lists() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      return files.filter(file -> file.endsWith("guard.list")).count();
    }
  }
}
