package org.busbar.plugin.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginWish;
import org.busbar.api.plugin.Trial;
import org.busbar.plugin.change.Configurations;
import org.busbar.plugin.format.Migration;
import org.busbar.plugin.generation.Change;
import org.busbar.plugin.migrate.Migrations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is stored by PID, on its way from one version to another and back. */
@Timeout(60)
class ConfigurationsTest {
  private static final Map<String, Object> SET = Map.of("version", "1.0.0", "power-w", 500);
  private static final Map<String, Object> OTHER = Map.of("power-w", 7);
  private static final String INSTANCE = Gateway.MODE + ".part~one";

  @TempDir Path home = Path.of("");
  private Gateway gateway;

  @BeforeEach
  void somebodyHasSetTheFirstVersionUp() throws Exception {
    gateway = Gateway.onTheFirstOfTwo(home);
    gateway.configured.put(Gateway.MODE, SET);
    gateway.configured.put(INSTANCE, OTHER);
    gateway.configured.put("org.foreign", OTHER);
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  private Change update() throws Exception {
    return new Change(
        gateway.generations.read(1),
        gateway.generations.read(2),
        new Migrations(
            List.of(
                new Migration(
                    Gateway.MODE,
                    "[1,2)",
                    List.of(
                        new Migration.Rename("power-w", "target-w"),
                        new Migration.Remove("version"))),
                new Migration(
                    Gateway.MODE + ".part", "[1,2)", List.of(new Migration.Set("unit", "kW"))))));
  }

  @Test
  void itIsMigratedOnACopyWhenEverythingHasGoneOver() throws Exception {
    Configurations configurations = gateway.parts.configurations();
    Change update = update();
    configurations.arrive(update);
    assertEquals(SET, gateway.configured.get(Gateway.MODE), "the old is still in use");
    configurations.settle(update);
    Map<String, Object> migrated = Map.of("target-w", 500, "version", "2.0.0");
    assertEquals(migrated, gateway.configured.get(Gateway.MODE));
    assertEquals(Map.of("power-w", 7, "unit", "kW"), gateway.configured.get(INSTANCE));
    assertEquals(OTHER, gateway.configured.get("org.foreign"));

    gateway.configured.clear();
    configurations.all(update.to());
    assertEquals(migrated, gateway.configured.get(Gateway.MODE), "after a restart");
    assertEquals(Map.of("power-w", 7, "unit", "kW"), gateway.configured.get(INSTANCE));
  }

  @Test
  void onTheWayBackItIsAsItWas() throws Exception {
    Configurations configurations = gateway.parts.configurations();
    Change update = update();
    configurations.arrive(update);
    configurations.settle(update);
    configurations.settle(update.reversed());
    assertEquals(SET, gateway.configured.get(Gateway.MODE));
    assertEquals(OTHER, gateway.configured.get(INSTANCE));
  }

  @Test
  void aTrialThatGoesBadLeavesItAlone() throws Exception {
    gateway.successions.add(
        new FakeSuccession(_ -> Trial.State.BAD, _ -> Trial.State.GOOD, () -> {}));
    PluginJob job = gateway.ended(gateway.begin(new PluginWish.Back(2)).number());
    assertEquals(PluginJob.State.ROLLED_BACK, job.state());
    assertEquals(SET, gateway.configured.get(Gateway.MODE));
  }

  @Test
  void whoGoesBackToAGenerationFindsWhatItHad() throws Exception {
    gateway.ended(gateway.begin(new PluginWish.Back(2)).number());
    assertEquals(Map.of("version", "2.0.0"), gateway.configured.get(Gateway.MODE));
    gateway.ended(gateway.begin(new PluginWish.Back(1)).number());
    assertEquals(SET, gateway.configured.get(Gateway.MODE));
  }
}
