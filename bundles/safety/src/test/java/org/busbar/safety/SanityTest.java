package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that is read with the wrong unit, scale or word order. */
class SanityTest {
  private static final Address POWER = Address.of(new NodeId(Rig.BAT), Points.ACTIVE_POWER_W);
  private static final Address FREQUENCY = Address.of(new NodeId(Rig.BAT), Points.FREQUENCY_HZ);

  @TempDir Path home = Path.of("");

  private static Rig battery() {
    return new Rig()
        .with(
            Rig.declared(
                Rig.BAT,
                Maturity.SIMULATED,
                Map.of(FREQUENCY, new Interval(-1e9, 1e9)),
                Rig.power()));
  }

  private static void tells(Rig rig, double hertz) {
    rig.advance(Rig.CYCLE);
    rig.feed();
    rig.bat().delivers(rig.good(FREQUENCY, hertz));
    rig.watch();
    rig.bat().delivers(rig.good(POWER, 100));
  }

  @Test
  void aDeviceWhoseFrequencyIsNoGridsIsNeitherControlledNorBelieved() {
    Rig rig = battery();
    rig.running(home);
    tells(rig, 5000);
    assertFalse(rig.freeze().allowed().containsKey(POWER));
    assertEquals(Quality.INVALID, rig.stored(POWER).quality());
    assertTrue(rig.events.ofKind("self-test").getFirst().text().contains("word order"));
    tells(rig, 49.98);
    tells(rig, 49.98);
    assertTrue(rig.freeze().allowed().containsKey(POWER));
    assertEquals(Quality.GOOD, rig.stored(POWER).quality());
  }

  /** Nothing needs its frequency but this test. */
  @Test
  void untilItHasToldItsFrequencyADeviceIsNeitherControlledNorBelieved() {
    Rig rig = AllowedTest.delivering(FREQUENCY.point());
    rig.open(home);
    rig.bat().delivers(rig.good(POWER, 100));
    assertFalse(rig.freeze().allowed().containsKey(POWER));
    assertEquals(Quality.INVALID, rig.stored(POWER).quality());
    for (double hertz : new double[] {5000, 50}) {
      rig.bat().delivers(rig.good(FREQUENCY, hertz));
      rig.watch();
      rig.bat().delivers(rig.good(POWER, 100));
      assertEquals(hertz == 50, rig.freeze().allowed().containsKey(POWER));
      assertEquals(hertz == 50, rig.stored(POWER).quality() == Quality.GOOD);
    }
  }

  @Test
  void whatPassedOnceIsNotDoubtedInAnOutage() {
    Rig rig = battery();
    rig.running(home);
    tells(rig, 60.01);
    tells(rig, 0);
    assertTrue(rig.freeze().allowed().containsKey(POWER));
  }

  /** Words or bytes changed round, wrong powers of ten: none of it looks like a grid. */
  @Property
  void aWrongWordOrderOrScaleNeverPasses(
      @ForAll @DoubleRange(min = 49.5, max = 50.5) double at50, @ForAll boolean sixty) {
    double hertz = sixty ? at50 + 10 : at50;
    byte[] raw = ByteBuffer.allocate(4).putFloat((float) hertz).array();
    byte[] words = {raw[2], raw[3], raw[0], raw[1]};
    byte[] bytes = {raw[3], raw[2], raw[1], raw[0]};
    byte[] both = {raw[1], raw[0], raw[3], raw[2]};
    int hundredths = (int) Math.round(hertz * 100);
    double[] wrong = {
      ByteBuffer.wrap(words).getFloat(),
      ByteBuffer.wrap(bytes).getFloat(),
      ByteBuffer.wrap(both).getFloat(),
      hundredths / 10.0,
      hundredths / 1000.0,
      hundredths,
      (Short.reverseBytes((short) hundredths) & 0xffff) / 100.0
    };
    for (double told : wrong) {
      assertFalse(SanityWatch.FREQUENCY.contains(told), hertz + " read as " + told);
    }
    assertTrue(SanityWatch.FREQUENCY.contains(ByteBuffer.wrap(raw).getFloat()));
  }
}
