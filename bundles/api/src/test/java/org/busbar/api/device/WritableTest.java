package org.busbar.api.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.junit.jupiter.api.Test;

class WritableTest {
  private static final NodeId BATTERY = new NodeId("bat1");

  private static Writable writable(double release, double safe, double step, double ramp) {
    return new Writable(
        BATTERY,
        Points.ACTIVE_POWER_W,
        new Interval(-5_000, 5_000),
        step,
        ramp,
        Duration.ofSeconds(2),
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        release,
        safe,
        Optional.empty(),
        10,
        5_000);
  }

  private static void refused(double release, double safe, double step, double ramp) {
    String why =
        assertThrows(IllegalArgumentException.class, () -> writable(release, safe, step, ramp))
            .getMessage();
    assertTrue(why.contains("bat1/"), why);
  }

  @Test
  void aSafeValueThatIsUnknownOrBeyondTheRangeIsRefused() {
    refused(0, Double.NaN, 1, 100);
    refused(0, Double.POSITIVE_INFINITY, 1, 100);
    refused(0, 5_001, 1, 100);
  }

  @Test
  void aReleaseBeyondTheRangeIsRefusedAndNoneIsASequenceOfItsOwn() {
    refused(-5_001, 0, 1, 100);
    assertTrue(writable(Double.NaN, 0, 1, 100).hasReleaseSequence());
    assertTrue(!writable(0, 0, 1, 100).hasReleaseSequence());
  }

  @Test
  void aRampOrStepThatIsNoneIsRefused() {
    refused(0, 0, 1, 0);
    refused(0, 0, 1, Double.NaN);
    refused(0, 0, -1, 100);
    refused(0, 0, Double.NaN, 100);
    assertEquals(Address.of(BATTERY, Points.ACTIVE_POWER_W), writable(0, 0, 0, 1).address());
  }

  @Test
  void whatCanBeCommandedFollowsFromWhatCanBeWritten() {
    assertEquals(List.of(), DeviceType.commands(List.of()));
    assertEquals(List.of("start", "stop"), DeviceType.commands(List.of(Points.ACTIVE_POWER_W)));
    assertEquals(
        List.of("start", "stop", "on", "off", "reset"),
        DeviceType.commands(List.of(Points.ACTIVE_POWER_W, Points.SWITCH_ON, Points.FAULT_RESET)));
  }
}
