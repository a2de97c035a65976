package org.busbar.safety.plausibility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.busbar.safety.plausibility.StepTest.Result;
import org.junit.jupiter.api.Test;

/** Pulses of 300 W that are followed at once, 4 s each; what the meter makes of each is written. */
class StepTestEdgesTest {
  private static final double LOAD_W = 2000;

  /** Plays pulses as they are asked for; the meter sees so much of each, and of the load. */
  private static StepTest play(double follows, double growsPerPhaseW, double... sees) {
    StepTest test = new StepTest(300, 300, 4, false);
    double own = 0;
    int pulses = 0;
    boolean on = false;
    for (double at = 0; test.result() == Result.RUNNING; at += 0.5) {
      double meter =
          LOAD_W
              + growsPerPhaseW * Math.floor(at / 4)
              + (on ? sees[(pulses - 1) % sees.length] * own : 0);
      double next = test.step(at, meter, own);
      boolean now = next > 0;
      pulses += now && !on ? 1 : 0;
      on = now;
      own = Double.isNaN(next) ? 0 : next * follows;
    }
    return test;
  }

  @Test
  void itBeginsAtRestPulsesThreeTimesAndThenAsksForNothing() {
    StepTest test = new StepTest(300, 300, 4, false);
    StringBuilder course = new StringBuilder();
    double own = 0;
    for (double at = 0; at <= 29; at += 1) {
      own = test.step(at, LOAD_W + own, own);
      course.append(Double.isNaN(own) ? '-' : own == 300 ? '#' : '.');
      own = Double.isNaN(own) ? 0 : own;
    }
    assertEquals("....####....####....####....--", course.toString());
    assertEquals("of a pulse of 300 W it saw 100 %", test.words());
  }

  @Test
  void sharesFromSevenTenthsToSevenFifthsPass() {
    assertEquals(Result.PASSED, play(1, 0, 0.7).result());
    assertEquals(Result.MIS_SCALED, play(1, 0, 0.69).result());
    assertEquals(Result.PASSED, play(1, 0, 1.4).result());
    assertEquals(Result.MIS_SCALED, play(1, 0, 1.41).result());
    assertEquals(Result.MIS_SCALED, play(1, 0, 0).result());
    assertEquals(Result.FLIPPED, play(1, 0, -0.01).result());
  }

  @Test
  void theMiddleOfThreeCountsInWhateverOrderTheyCome() {
    assertEquals("of a pulse of 300 W it saw 110 %", play(1, 0, 1.1, 1.5, 1.0).words());
    assertEquals("of a pulse of 300 W it saw 110 %", play(1, 0, 1.0, 1.1, 1.5).words());
  }

  @Test
  void aLoadThatGrowsAllTheTimeCancelsOut() {
    assertEquals("of a pulse of 300 W it saw 100 %", play(1, 300, 1).words());
  }

  @Test
  void whatFollowsByHalfOrLessDoesNotMove() {
    assertEquals("the device did not move", play(0.5, 0, 1).words());
    assertEquals(Result.PASSED, play(0.51, 0, 1).result());
  }

  @Test
  void pulsesThatDifferByMoreThanHalfAreUnclear() {
    assertEquals(Result.PASSED, play(1, 0, 1, 1, 1.5).result());
    StepTest apart = play(1, 0, 1, 1, 1.6);
    assertEquals(Result.UNCLEAR, apart.result());
    assertTrue(apart.words().startsWith("loads nearby are too restless, of a pulse of 300 W"));
  }
}
