package org.busbar.runtime.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links that die at random, while the battery is under control. */
class ChaosLinksIT {
  private static final boolean DEEP = Boolean.getBoolean("busbar.deep");
  private static final int KILLS = DEEP ? 200 : 20;
  private static final Duration BACK = Duration.ofSeconds(30);

  /**
   * How long a setpoint may still be written once the meter's last answer has passed: three of its
   * periods of 200 ms until its value is stale, 1 s for which a proposal stands, and a margin for
   * the machine.
   */
  private static final Duration FRESH = Duration.ofMillis(600 + 1_000 + 900);

  @TempDir Path folder;

  private final Random random = new Random(26);
  private final List<LossyLink> links = new ArrayList<>();

  private Path siteOnLinks(RunningPlant plant) throws IOException {
    String site = plant.siteYaml("100 ms");
    for (int i = 0; i < 4; i++) {
      LossyLink link = new LossyLink(plant.port() + i);
      links.add(link);
      site = site.replace("port: " + (plant.port() + i), "port: " + link.port());
    }
    return Files.writeString(folder.resolve("site.yaml"), site);
  }

  @Test
  @Tag("SAF-26")
  void everyLinkComesBackAndNoSetpointIsWrittenWithoutFreshInputs() throws Exception {
    try (RunningPlant plant = RunningPlant.start(folder.resolve("plant"));
        RunningGateway gateway =
            RunningGateway.start("edge", siteOnLinks(plant), folder.resolve("home"))) {
      gateway.run();
      plant.loadStep(-6_000);
      assertTrue(
          Program.await(Duration.ofSeconds(20), () -> plant.truth("bat1", "activePowerW") > 1_000));
      double slowestS = 0;
      int looked = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        boolean lasting = kill % (KILLS / 2) == 0;
        LossyLink link = links.get(lasting ? 0 : random.nextInt(links.size()));
        link.cut();
        long cut = System.nanoTime();
        Program.pass(Duration.ofMillis(lasting ? 4_000 : random.nextInt(400)));
        if (link == links.getFirst()) {
          looked += setpointsWithoutMeter(cut);
        }
        link.mend();
        long mended = System.nanoTime();
        assertTrue(Program.await(BACK, () -> link.answeredNanos() - mended > 0), "kill " + kill);
        slowestS = Math.max(slowestS, (System.nanoTime() - mended) / 1e9);
        Program.pass(Duration.ofMillis(DEEP ? 1_500 + random.nextInt(1_000) : 100));
      }
      System.out.printf(
          "chaos links: %d kills, slowest back after %.2f s, %d setpoints looked at%n",
          KILLS, slowestS, looked);
      assertTrue(slowestS < BACK.toSeconds());
      assertEquals("RUNNING", gateway.state());
      assertTrue(
          Program.await(Duration.ofSeconds(20), () -> plant.truth("bat1", "activePowerW") > 1_000),
          () ->
              "not under control again: "
                  + gateway.rest().get("/decisions/latest")
                  + "\n"
                  + gateway.program().output());
    } finally {
      for (LossyLink link : links) {
        link.close();
      }
    }
  }

  /**
   * Looks at what was asked of the battery since the meter was cut off; returns how much it was.
   */
  private int setpointsWithoutMeter(long cut) {
    int looked = 0;
    for (LossyLink.Setpoint setpoint : links.get(2).setpoints()) {
      long since = setpoint.nanos() - cut;
      if (since > 0) {
        looked++;
        assertTrue(
            setpoint.watts() == 0 || since < FRESH.toNanos(),
            setpoint.watts() + " W asked " + since / 1e9 + " s after the meter was lost");
      }
    }
    return looked;
  }
}
