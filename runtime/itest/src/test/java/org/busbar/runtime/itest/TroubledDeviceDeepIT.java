package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One of two meters on a connection is dead, slow, babbles, refuses, hangs up or cuts short: from
 * the wire to the event that people see, and back. Two troubles in every test, all of them in the
 * long form.
 */
@Tag("alone")
class TroubledDeviceDeepIT {
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");
  private static final List<String> TROUBLES =
      DEEP
          ? List.of("silent", "slow", "garbage", "exception", "drop", "cut-short")
          : List.of("silent", "cut-short");

  /** One period until it is asked, its time-out, five seconds from there, and a look at it. */
  private static final Duration TOLD = Duration.ofMillis(1_000 + 400 + 5_000 + 300);

  private static final double CYCLE_S = 0.1;
  private static final Duration BACK = Duration.ofSeconds(5);
  private static final Duration WINDOW = Duration.ofSeconds(DEEP ? 30 : 7);

  @TempDir Path folder;

  /** Requests of the neighbour for each of a device on a connection of its own. */
  private static double share(RunningPlant plant, Runnable meanwhile) {
    long neighbour = plant.device("pcc").get("requests").asLong();
    long apart = plant.device("bat1").get("requests").asLong();
    meanwhile.run();
    return (double) (plant.device("pcc").get("requests").asLong() - neighbour)
        / (plant.device("bat1").get("requests").asLong() - apart);
  }

  @Test
  void itIsToldOfInTimeItsNeighbourIsReadOnAndItsReturnIsToldInTime() throws Exception {
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"));
        RunningGateway gateway =
            RunningGateway.start("edge", plant.writeSite(folder), folder.resolve("home"))) {
      assertTrue(
          Program.await(
              Duration.ofSeconds(15),
              () ->
                  Double.isFinite(gateway.value("load1", "activePowerW"))
                      && Double.isFinite(gateway.value("bat1", "activePowerW"))));
      double healthy = share(plant, () -> Program.pass(Duration.ofSeconds(4)));
      double steps = gateway.metric("busbar_steps_total");
      long began = System.nanoTime();
      for (String trouble : TROUBLES) {
        long before = gateway.lastEvent();
        double troubled =
            share(
                plant,
                () -> {
                  long from = System.nanoTime();
                  plant.fault("load1", trouble);
                  boolean told =
                      Program.await(
                          TOLD, () -> gateway.isTold("load1", "device-silent", "ALARM", before));
                  assertTrue(told, trouble + ": " + gateway.rest().get("/events?after=" + before));
                  System.out.printf(
                      "%s: told after %.1f s", trouble, (System.nanoTime() - from) / 1e9);
                  Program.pass(WINDOW.minusNanos(System.nanoTime() - from));
                });
        double kept = 100 * troubled / healthy;
        assertTrue(kept >= 90, trouble + ": the neighbour keeps " + kept + " %");
        assertTrue(Double.isFinite(gateway.value("pcc", "activePowerW")), trouble);
        long between = gateway.lastEvent();
        long from = System.nanoTime();
        plant.fault("load1", "none");
        assertTrue(
            Program.await(BACK, () -> gateway.isTold("load1", "device-silent", "INFO", between)),
            () -> trouble + ": " + gateway.rest().get("/events?after=" + between));
        System.out.printf(
            ", neighbour %.0f %%, back after %.1f s%n", kept, (System.nanoTime() - from) / 1e9);
      }
      double made = gateway.metric("busbar_steps_total") - steps;
      double due = (System.nanoTime() - began) / 1e9 / CYCLE_S;
      assertTrue(made > 0.95 * due, made + " steps of " + due);
    }
  }
}
