package org.busbar.profile.sunspec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Quality;
import org.busbar.profile.testing.ScriptedConnection;

/**
 * Whatever a device holds: no exception, no endless walk, nothing that is no number called good.
 */
class SunSpecFuzzTest {
  private static final SunSpec SUN_SPEC = new SunSpec();
  private static final int[] LIKELY = {
    0, 1, 2, 50, 66, 101, 103, 113, 120, 123, 124, 160, 203, 213, 701, 702, 704, 713, 714, 802,
    0x7FFF, 0x8000, 0x8001, 0xFFFF, 0xFFFD, 0x7FC0, 0x7F80
  };

  @Property(tries = 1000)
  void aDamagedDeviceHarmsNobody(@ForAll long seed) {
    Random random = new Random(seed);
    ScriptedConnection device = new ScriptedConnection();
    Image image = new Image(device, 40_000);
    int[] models = {103, 120, 121, 123, 124, 160, 203, 213, 701, 702, 704, 713, 714, 802};
    image.model(1, 0);
    for (int i = 0; i < 4; i++) {
      image.model(models[random.nextInt(models.length)], random.nextInt(4));
    }
    for (int i = random.nextInt(400); i > 0; i--) {
      int word =
          random.nextBoolean() ? random.nextInt(65_536) : LIKELY[random.nextInt(LIKELY.length)];
      device.put(40_002 + random.nextInt(400), word);
    }
    String[] natures = {"pv", "battery", "meter"};
    DeviceConfig config =
        new DeviceConfig(
            new NodeId("d"),
            "profile",
            "sunspec",
            "c",
            1,
            Map.of("nature", natures[random.nextInt(3)], "rated-power", "5 kW"),
            Set.of(),
            "test");
    DeviceSession session =
        SUN_SPEC.open(
            device,
            config,
            sample ->
                assertTrue(
                    sample.quality() == Quality.INVALID || Double.isFinite(sample.value()),
                    sample::toString),
            device);
    for (int i = 0; i < 3; i++) {
      device.round();
    }
    session
        .declaration()
        .writables()
        .forEach(
            writable -> {
              for (double value : new double[] {0, 1234.5, writable.range().max()}) {
                session.write(new Command(writable, Action.SET, value, Duration.ofSeconds(3), 1));
              }
              session.write(
                  new Command(writable, Action.RELEASE, writable.release(), Duration.ZERO, 1));
            });
    session.close();
  }
}
