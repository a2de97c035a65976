package org.busbar.safety.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FlowTest {
  @Test
  void ofTwoLimitsThatAllowTheSameTheFirstIsNamed() {
    Flow flow = new Flow("charge", 5000);
    flow.atMost(1000, () -> "one");
    flow.share(0.2, () -> "other");
    assertEquals("charge limited to 1000 W by one", flow.reason());
    assertEquals("one", flow.why());
  }

  @Test
  void itIsNarrowedOnlyBelowTheGreatestPower() {
    Flow flow = new Flow("charge", 5000);
    flow.atMost(5000, () -> "one");
    assertFalse(flow.isNarrowed());
    flow.atMost(4999, () -> "one");
    assertTrue(flow.isNarrowed());
  }

  @Test
  void unknownAndNegativeAreNothing() {
    Flow unknown = new Flow("charge", 5000);
    unknown.atMost(Double.NaN, () -> "");
    assertEquals(0, unknown.mostW());
    Flow negative = new Flow("charge", 5000);
    negative.atMost(-1, () -> "");
    assertEquals(0, negative.mostW());
    assertEquals(0, new Flow("charge", -10).greatestW());
  }

  @Test
  void whatIsGivenBackComesInHundredthsAndNamesWhatTook() {
    Recovery recovery = new Recovery();
    Flow taken = new Flow("charge", 1000);
    taken.atMost(100, () -> "cold");
    recovery.apply(taken, 20, 0);
    assertEquals("charge limited to 100 W by cold", taken.reason());
    Flow later = new Flow("charge", 1000);
    recovery.apply(later, 20, 1_700_000_000L);
    assertEquals(130, later.mostW(), "134 W in steps of 10 W");
    assertEquals("charge limited to 130 W by recovery after cold", later.reason());
    Flow before = new Flow("charge", 1000);
    recovery.apply(before, 20, 1_000_000_000L);
    assertEquals(130, before.mostW(), "time does not go back");
    Flow free = new Flow("charge", 1000);
    recovery.apply(free, 20, 100_000_000_000L);
    assertEquals(1000, free.mostW());
    assertFalse(free.isNarrowed());
  }
}
