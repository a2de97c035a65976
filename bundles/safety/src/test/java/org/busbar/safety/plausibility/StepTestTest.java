package org.busbar.safety.plausibility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.busbar.safety.plausibility.StepTest.Result;
import org.junit.jupiter.api.Test;

/** A battery behind a meter, a load beside it, and a meter that may lie. */
class StepTestTest {
  private double greatestW;

  /** Runs a test at 10 Hz; the battery follows within a second. */
  private StepTest run(DoubleUnaryOperator meter, double noiseW, double wanderW, double follows) {
    Random random = new Random(7);
    StepTest test = new StepTest(300, 1500, 4, true);
    double power = 0;
    double load = -2000;
    greatestW = 0;
    for (double at = 0; at < 600; at += 0.1) {
      double net = -load - power + random.nextGaussian() * noiseW;
      double setpoint = test.step(at, meter.applyAsDouble(net), power);
      if (Double.isNaN(setpoint)) {
        return test;
      }
      greatestW = Math.max(greatestW, Math.abs(setpoint));
      power += (setpoint * follows - power) * 0.3;
      load += random.nextGaussian() * wanderW;
    }
    return test;
  }

  @Test
  void aRightMeterPassesWhateverTheLoadDoesSlowly() {
    assertEquals(Result.PASSED, run(w -> w, 20, 2, 1).result());
    assertEquals(300, greatestW);
  }

  @Test
  void aFlippedMeterIsFound() {
    StepTest test = run(w -> -w, 20, 2, 1);
    assertEquals(Result.FLIPPED, test.result(), test.words());
  }

  @Test
  void aMeterThatIsTenTimesTooLargeOrTooSmallIsFound() {
    assertEquals(Result.MIS_SCALED, run(w -> 10 * w, 20, 2, 1).result());
    StepTest small = run(w -> w / 10, 20, 2, 1);
    assertEquals(Result.MIS_SCALED, small.result(), small.words());
  }

  @Test
  void aRestlessLoadMakesThePulsesGreaterAndNeverPassesAFlippedMeter() {
    StepTest test = run(w -> w, 100, 120, 1);
    assertTrue(greatestW > 300, "nothing was repeated");
    assertTrue(test.result() == Result.PASSED || test.result() == Result.UNCLEAR, test.words());
    for (double wander = 0; wander < 100; wander += 5) {
      assertTrue(run(w -> -w, 100, wander, 1).result() != Result.PASSED, "wander " + wander);
      assertTrue(run(w -> 10 * w, 100, wander, 1).result() != Result.PASSED, "wander " + wander);
    }
  }

  @Test
  void aDeviceThatDoesNotMoveAndAMeterThatIsSilentAreUnclear() {
    assertEquals("the device did not move", run(w -> w, 20, 2, 0.1).words());
    assertEquals(Result.UNCLEAR, run(w -> Double.NaN, 20, 2, 1).result());
  }
}
