package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A loop may stand still for five of its cycles, and for ten seconds at least. */
class PulseTest {
  private static final long ORIGIN = Long.MAX_VALUE - 5;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Test
  void aLoopThatStepsIsInTimeHoweverLongNobodyLooks() {
    Pulse pulse = new Pulse(Duration.ofMillis(100), ORIGIN);
    for (int second = 9; second < 100; second += 9) {
      assertEquals(Optional.empty(), pulse.gap(ORIGIN + second * SECOND, true));
    }
  }

  @Test
  void toLookIsNoBeat() {
    Pulse pulse = new Pulse(Duration.ofMillis(100), ORIGIN);
    assertEquals(Optional.empty(), pulse.gap(ORIGIN + 9 * SECOND, false));
    assertEquals(Optional.empty(), pulse.gap(ORIGIN + 10 * SECOND, false));
    Duration stood = Duration.ofSeconds(10).plusNanos(1);
    assertEquals(Optional.of(stood), pulse.gap(ORIGIN + 10 * SECOND + 1, false));
  }

  @Test
  void aSlowLoopHasFiveOfItsCycles() {
    Pulse pulse = new Pulse(Duration.ofSeconds(4), ORIGIN);
    assertEquals(Optional.empty(), pulse.gap(ORIGIN + 20 * SECOND, false));
    assertEquals(Optional.of(Duration.ofSeconds(21)), pulse.gap(ORIGIN + 21 * SECOND, true));
  }
}
