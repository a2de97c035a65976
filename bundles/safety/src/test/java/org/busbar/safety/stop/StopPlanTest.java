package org.busbar.safety.stop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StopPlanTest {
  private static final long SINCE = 1_000;
  private static final StopPlan LINE =
      new StopPlan(1, SINCE, Duration.ofNanos(200), Duration.ofNanos(300));
  private static final StopPlan AT_ONCE =
      new StopPlan(0, SINCE, Duration.ofNanos(200), Duration.ofNanos(300));

  @Test
  void category0HoldsTheSafeValueAndOpensFromItsFirstMoment() {
    assertEquals(-50, AT_ONCE.heldAt(SINCE, 1000, -50));
    assertTrue(AT_ONCE.isHeld(SINCE));
    assertTrue(AT_ONCE.isolates(SINCE, false));
  }

  @Test
  void category1WalksAStraightLineFromWhatStoodToTheSafeValue() {
    assertEquals(1000, LINE.heldAt(SINCE, 1000, -200));
    assertEquals(700, LINE.heldAt(SINCE + 50, 1000, -200));
    assertEquals(-200, LINE.heldAt(SINCE + 200, 1000, -200));
    assertEquals(-200, LINE.heldAt(SINCE + 201, 1000, -200));
  }

  @Test
  void aMomentBeforeTheStopBeganHoldsWhatStood() {
    assertEquals(1000, LINE.heldAt(SINCE - 20, 1000, -200));
  }

  @Test
  void whatIsNotKnownToStandIsTheSafeValueAtOnce() {
    assertEquals(-200, LINE.heldAt(SINCE, Double.NaN, -200));
  }

  @Test
  void theLineEndsExactlyAtItsTime() {
    assertFalse(LINE.isHeld(SINCE + 199));
    assertTrue(LINE.isHeld(SINCE + 200));
  }

  @Test
  void contactorsOpenWithoutLoadAfterTheLineAndWhateverFlowsAfterTheWait() {
    assertFalse(LINE.isolates(SINCE + 199, true));
    assertTrue(LINE.isolates(SINCE + 200, true));
    assertFalse(LINE.isolates(SINCE + 499, false));
    assertTrue(LINE.isolates(SINCE + 500, false));
  }
}
