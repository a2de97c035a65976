package org.busbar.safety.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ChargeCountTest {
  private static final long SECOND = 1_000_000_000;
  private static final long HOUR = 3600 * SECOND;

  private final ChargeCount count = new ChargeCount(5, 0.5, 2 * HOUR);

  @Test
  void itBeginsWithWhatIsTold() {
    assertEquals(50, count.count(50, 0, 10_000, 7 * HOUR));
    assertFalse(count.differs(55));
    assertTrue(count.differs(55.1));
    assertTrue(count.differs(44.9));
  }

  @Test
  void whatFlowsOutIsTakenOffAndWhatFlowsInIsAddedByTheMeanOfTwoMeasurements() {
    count.count(50, 1000, 10_000, HOUR);
    assertEquals(30, count.count(80, 3000, 10_000, 2 * HOUR), 1e-9);
    assertEquals(15, count.count(80, 0, 10_000, 3 * HOUR), 1e-9);
    assertEquals(20, count.count(80, -1000, 10_000, 4 * HOUR), 1e-9);
  }

  @Test
  void itSettlesSlowlyWhileBothAgreeAndStandsWhileTheyDoNot() {
    count.count(50, 0, 10_000, 0);
    assertEquals(50.5, count.count(53, 0, 10_000, HOUR), 1e-9);
    assertEquals(50, count.count(45.5, 0, 10_000, 2 * HOUR), 1e-9);
    assertEquals(50.1, count.count(50.1, 0, 10_000, 3 * HOUR), 1e-9, "not beyond");
    assertEquals(50.1, count.count(80, 0, 10_000, 4 * HOUR), 1e-9, "a jump is not followed");
    assertTrue(count.differs(80));
  }

  @Test
  void itStaysWithinTheBatteryAndBeginsAnewAfterALongGap() {
    count.count(2, 9_000, 10_000, 0);
    assertEquals(0, count.count(60, 9_000, 10_000, HOUR));
    assertEquals(60, count.count(60, 9_000, 10_000, 3 * HOUR + 1), "longer than it looks away");
    count.forget();
    assertEquals(70, count.count(70, 9_000, 10_000, 3 * HOUR + 2));
  }

  @Test
  void aGapOfExactlyTheLongestIsCounted() {
    count.count(50, 1000, 10_000, 0);
    assertEquals(30, count.count(80, 1000, 10_000, 2 * HOUR), 1e-9);
  }
}
