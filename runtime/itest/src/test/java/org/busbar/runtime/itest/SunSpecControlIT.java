package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An inverter that the gateway knows by its models alone is curtailed so that nothing is exported.
 */
class SunSpecControlIT {
  private static final String POWER = "activePowerW";

  @TempDir Path folder = Path.of("");

  @Test
  void productionFollowsTheLoadAndIsFreeAgainAfterTheRelease() throws Exception {
    try (RunningPlant plant = RunningPlant.startAt("12 h", folder.resolve("plant"))) {
      Path site = folder.resolve("site.yaml");
      Files.writeString(
          site,
          plant
              .siteYaml("100 ms")
              .replace(
                  "{nature: pv}",
                  "{nature: pv, rated-power: 5 kW},"
                      + " consent: {control: {by: test, on: 2026-11-21, why: a simulated device}}")
              .replace("node: storage", "node: pv1"));
      try (RunningGateway gateway = RunningGateway.start("edge", site, folder.resolve("home"))) {
        double freeW = plant.truth("pv1", POWER);
        assertTrue(freeW > 2_000, () -> "the sun does not shine: " + freeW);
        gateway.run();
        assertHeld(plant, gateway);
        assertTrue(plant.truth("pv1", POWER) < freeW - 1_000, "not curtailed");
        plant.loadStep(-1_500);
        assertHeld(plant, gateway);
        assertTrue(plant.truth("pv1", POWER) > 1_500, "does not follow the load");
        gateway.rest().put("/site/state", "{\"state\":\"IDLE\",\"reason\":\"test\"}");
        assertTrue(
            Program.await(Duration.ofSeconds(15), () -> plant.truth("pv1", POWER) > freeW - 300),
            () -> "not released: " + plant.control().get("/writes").get("pv1"));
      }
    }
  }

  private static void assertHeld(RunningPlant plant, RunningGateway gateway) {
    Program.pass(Duration.ofSeconds(1));
    assertTrue(
        Program.await(Duration.ofSeconds(20), () -> Math.abs(plant.truth("pcc", POWER)) < 60),
        () -> "not held: " + gateway.rest().get("/decisions/latest") + gateway.program().output());
  }
}
