package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.busbar.api.safety.StopSource;
import org.busbar.api.site.LimitConfig.Reaction;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeDevice;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RampTest {
  @TempDir Path home;

  /** Whatever the jitter of the cycle: the value is where the ramp is at that very moment. */
  @Property
  @Tag("CTL-06")
  void theRampIsExactUnderJitteredCycles(
      @ForAll @Size(min = 5, max = 60) List<@IntRange(min = 3, max = 400) Integer> cyclesMs,
      @ForAll @DoubleRange(min = 50, max = 3000) double wattsPerSecond) {
    Rig rig = new Rig().battery(FakeWritable.ramp(Rig.power(), wattsPerSecond, 0));
    rig.running(Scratch.home());
    rig.step(0);
    double expected = 0;
    for (int ms : cyclesMs) {
      rig.advance(Duration.ofMillis(ms));
      rig.feed();
      rig.step(5000);
      expected = Math.min(5000, expected + wattsPerSecond * ms / 1000.0);
      assertEquals(expected, rig.bat().last().value(), 1e-6);
    }
  }

  /**
   * Targets come and go at random: between two writes never more than the ramp times the time, but
   * to zero at once on a trip.
   */
  @Property
  @Tag("CTL-06")
  @Tag("DEV-04")
  void noTwoWritesDifferByMoreThanTheRampAllows(
      @ForAll @Size(min = 5, max = 40) List<@DoubleRange(min = -5000, max = 5000) Double> targets,
      @ForAll @Size(min = 5, max = 40) List<@IntRange(min = 1, max = 900) Integer> cyclesMs) {
    double wattsPerSecond = 700;
    Rig rig = new Rig().battery(FakeWritable.ramp(Rig.power(), wattsPerSecond, 0));
    rig.running(Scratch.home());
    rig.step(0);
    double at = 0;
    for (int i = 0; i < targets.size(); i++) {
      int ms = cyclesMs.get(i % cyclesMs.size());
      rig.advance(Duration.ofMillis(ms));
      rig.feed();
      rig.step(targets.get(i));
      FakeDevice.Written last = rig.bat().written().getLast();
      double moved = Math.abs(last.command().value() - at);
      assertTrue(moved <= wattsPerSecond * ms / 1000.0 + 1e-6, "moved " + moved + " in " + ms);
      at = last.command().value();
    }
    rig.field().emergencyStop(StopSource.REST, "test", "");
    assertEquals(0, rig.bat().last().value());
    assertEquals("SAFE 0", rig.told().getLast());
  }

  @Test
  void timeAtRestDoesNotLoadTheRamp() {
    Rig rig = new Rig().battery(FakeWritable.ramp(Rig.power(), 1000, 0));
    rig.running(home);
    for (int i = 0; i < 100; i++) {
      rig.step(0);
      rig.advance(Rig.CYCLE);
      rig.feed();
    }
    rig.step(5000);
    assertEquals(100, rig.bat().last().value(), 1e-6);
  }

  @Test
  void aStepThatIsCoarserThanTheRampIsReachedInTime() {
    Rig rig = new Rig().battery(FakeWritable.ramp(Rig.power(), 50, 100));
    rig.running(home);
    rig.step(0);
    for (int i = 0; i < 40; i++) {
      rig.advance(Rig.CYCLE);
      rig.feed();
      rig.step(1000);
    }
    assertEquals(List.of("SET 0", "SET 100", "SET 200"), rig.told());
  }

  @Test
  void tripsAndReleasesAreNotRamped() {
    Rig rig = new Rig().battery(FakeWritable.ramp(Rig.power(), 1000, 1));
    rig.running(home);
    rig.step(0);
    rig.advance(Duration.ofSeconds(2));
    rig.feed();
    rig.step(5000);
    rig.field().emergencyStop(StopSource.REST, "test", "");
    assertEquals("SAFE 0", rig.told().getLast());
  }

  @Test
  void aLimitThatClosesInIsNotRampedEither() {
    Rig rig =
        new Rig()
            .battery(FakeWritable.ramp(Rig.power(), 100, 1))
            .limit(Rig.BAT, Points.STATE_OF_CHARGE_PCT, new Interval(10, 95), Reaction.CLAMP);
    rig.running(home);
    rig.step(0);
    for (int i = 0; i < 20; i++) {
      rig.advance(Duration.ofSeconds(1));
      rig.feed();
      rig.step(2000);
    }
    assertEquals("SET 2000", rig.told().getLast());
    rig.bat().delivers(Rig.BAT, Points.STATE_OF_CHARGE_PCT, 10);
    rig.advance(Rig.CYCLE);
    rig.step(2000);
    int size = rig.told().size();
    assertEquals(List.of("SET 2000", "SET 0"), rig.told().subList(size - 2, size));
  }

  @Test
  void takingControlBeginsWhereTheDeviceIs() {
    Rig rig = new Rig().battery(FakeWritable.ramp(Rig.power(), 1000, 1));
    rig.running(home);
    rig.bat().delivers(Rig.BAT, Points.ACTIVE_POWER_W, -3000);
    rig.step(2000);
    assertEquals(List.of("SET -3000"), rig.told());
    rig.advance(Duration.ofMillis(500));
    rig.step(2000);
    assertEquals(List.of("SET -3000", "SET -2500"), rig.told());
  }

  @Property
  void roundingGoesTowardZeroAndStaysInside(
      @ForAll @DoubleRange(min = -5000, max = 5000) double value,
      @ForAll @DoubleRange(min = -5000, max = 0) double min,
      @ForAll @DoubleRange(min = 0, max = 5000) double max,
      @ForAll @IntRange(min = 0, max = 250) int step) {
    double inside = Math.min(max, Math.max(min, value));
    double rounded = Ramp.round(inside, step, min, max);
    assertTrue(rounded >= min && rounded <= max, "rounded to " + rounded);
    assertTrue(Math.abs(rounded) <= Math.abs(inside) + 1e-6, "rounded away to " + rounded);
    assertTrue(Math.abs(rounded - inside) < Math.max(step, 1e-9), "lost " + (inside - rounded));
  }

  @Test
  void aBoundThatJustMissesAMultipleLeavesTheOneBefore() {
    double bound = StrictMath.nextDown(4000.0);
    assertEquals(3999, Ramp.round(bound, 1, -bound, bound));
    assertEquals(-3999, Ramp.round(-bound, 1, -bound, bound));
    double one = StrictMath.nextDown(1.0);
    assertEquals(0, Ramp.round(one, 1, 0, one));
    double forty = StrictMath.nextDown(40.0);
    assertEquals(30, Ramp.round(forty, 10, -forty, forty));
    assertEquals(0, Ramp.round(-one, 1, -one, 0));
  }

  @Test
  void aMoveIsAsFarAsItsTimeAllowsInEitherDirectionAndNoFurtherThanTheTarget() {
    long second = Duration.ofSeconds(1).toNanos();
    assertEquals(10, Ramp.toward(0, 100, 10, second));
    assertEquals(-10, Ramp.toward(0, -100, 10, second));
    assertEquals(3, Ramp.toward(0, 3, 10, second));
    assertEquals(-3, Ramp.toward(0, -3, 10, second));
    assertEquals(5, Ramp.toward(0, 100, 10, second / 2));
    assertEquals(7, Ramp.toward(7, 100, 10, -second), "time does not go back");
    assertEquals(100, Ramp.toward(0, 100, Double.POSITIVE_INFINITY, 0));
  }

  @Test
  void whereTheMultipleTowardZeroIsOutsideTheNextOneAwayIsTakenAndElseNone() {
    assertEquals(30, Ramp.round(27, 10, 25, 30));
    assertEquals(10, Ramp.round(0, 10, 5, 20));
    assertEquals(-30, Ramp.round(-27, 10, -30, -25));
    assertTrue(Double.isNaN(Ramp.round(27, 10, 25, 29)));
    assertTrue(Double.isNaN(Ramp.round(-27, 10, -29, -25)));
    assertEquals(20, Ramp.round(27, 10, 20, 27));
    assertEquals(-20, Ramp.round(-27, 10, -27, -20));
    assertEquals(20, Ramp.round(20, 10, 0, 20));
    assertEquals(0.0, Ramp.round(-4, 10, -5, 5), "and never minus zero");
    assertEquals(0.3, Ramp.round(0.3, 0.1, 0, 1), 1e-12, "three steps, not two");
    assertEquals(5, Ramp.round(5, 0, -5, 5));
    assertEquals(-5, Ramp.round(-5, 0, -5, 5));
    assertTrue(Double.isNaN(Ramp.round(5.1, 0, -5, 5)));
    assertTrue(Double.isNaN(Ramp.round(-5.1, 0, -5, 5)));
    assertEquals(0.0, Ramp.round(-0.0, 0, -5, 5));
  }
}
