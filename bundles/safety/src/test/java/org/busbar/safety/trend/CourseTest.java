package org.busbar.safety.trend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.busbar.safety.trend.Finding.Kind;
import org.junit.jupiter.api.Test;

/** A cell voltage beside the load that moves it. */
class CourseTest {
  private final Course course =
      new Course(new Usual().of("cellVoltage"), 0.001, Double.POSITIVE_INFINITY);
  private double at;

  private boolean isStuck(double volts, double load) {
    at += 1;
    return course.accept(at, volts, load, Double.NaN).stream()
        .anyMatch(finding -> finding.kind() == Kind.STUCK);
  }

  @Test
  void aVoltageThatStaysWhileTheLoadWobblesIsNotStuck() {
    for (int i = 0; i < 10_000; i++) {
      assertFalse(isStuck(3.3, 0.2 + i % 2 * 0.1), "at " + at);
    }
  }

  @Test
  void aVoltageThatStaysWhenTheLoadIsAnotherIsStuckOnceTheNextSampleCame() {
    assertFalse(isStuck(3.3, 0));
    assertFalse(isStuck(3.3, 0));
    assertFalse(isStuck(3.3, 0.6), "the load may be younger than the voltage");
    assertTrue(isStuck(3.3, 0.6));
  }

  @Test
  void aVoltageThatFollowsIsNotStuck() {
    for (int i = 0; i < 1000; i++) {
      double load = i / 100 % 2;
      assertFalse(isStuck(3.3 - load * 0.02, load), "at " + at);
    }
    assertEquals(1000, at);
  }

  @Test
  void anUnknownLoadIsNotTakenForNone() {
    for (int i = 0; i < 100; i++) {
      assertFalse(isStuck(3.3, i % 10 < 3 ? Double.NaN : 0.8), "at " + at);
    }
  }
}
