package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.write.Command;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A battery behind a meter of the site that may lie. */
class MeterTrialTest {
  private static final Address POWER = Address.of(new NodeId(Rig.BAT), Points.ACTIVE_POWER_W);
  private static final Address METER = Address.of(new NodeId("pcc"), Points.ACTIVE_POWER_W);

  @TempDir Path home = Path.of("");
  private double power;
  private double greatest;
  private double askedW = 4000;

  private static Rig house() {
    return new Rig()
        .with(Rig.declared(Rig.BAT, Maturity.SIMULATED, Map.of(), Rig.power()))
        .with(Rig.declared("pcc", Maturity.SIMULATED, Map.of()))
        .meter("pcc")
        .consent("step-test");
  }

  /** Lets a control mode ask for 4 kW all the time, for so many seconds. */
  private void run(Rig rig, double seconds, DoubleUnaryOperator meter) {
    for (int i = 0; i < seconds * 10; i++) {
      rig.advance(Rig.CYCLE);
      rig.feed();
      Command last = rig.bat().written().isEmpty() ? null : rig.bat().last();
      power = last == null || !Double.isFinite(last.value()) ? 0 : last.value();
      greatest = Math.max(greatest, Math.abs(power));
      rig.bat().delivers(rig.good(POWER, power));
      rig.driver.device("pcc").delivers(rig.good(METER, meter.applyAsDouble(2000 - power)));
      rig.step(askedW);
      rig.tend();
      rig.watch();
    }
  }

  private static String told(Rig rig) {
    return rig.events.ofKind("step-test").getLast().values().get("result");
  }

  private static Quality seen(Rig rig) {
    return rig.stored(METER).quality();
  }

  @Test
  void aRightMeterIsInvalidUntilItHasPassedAndTheDeviceMovesByPulsesOnly() {
    Rig rig = house();
    rig.running(home);
    run(rig, 2, w -> w);
    assertEquals(Quality.INVALID, seen(rig), "nobody may close a loop over it yet");
    run(rig, 25, w -> w);
    assertTrue(greatest <= 250 * 1.01, "moved by " + greatest + " W");
    run(rig, 10, w -> w);
    assertEquals("PASSED", told(rig), rig.events.ofKind("step-test")::toString);
    assertEquals(Quality.GOOD, seen(rig));
    assertEquals(4000, power, "and then does what it is asked for");
  }

  @Test
  void aFlippedMeterIsNeverUsed() {
    Rig rig = house();
    rig.running(home);
    run(rig, 60, w -> -w);
    assertEquals("FLIPPED", told(rig));
    assertEquals(Quality.INVALID, seen(rig));
    assertTrue(
        rig.events.ofKind("step-test").getLast().text().contains("wrong sign"),
        rig.events.ofKind("step-test")::toString);
  }

  @Test
  void aMeterThatIsTenTimesTooLargeIsNeverUsed() {
    Rig rig = house();
    rig.running(home);
    run(rig, 60, w -> 10 * w);
    assertEquals("MIS_SCALED", told(rig));
    assertEquals(Quality.INVALID, seen(rig));
  }

  @Test
  void aTestGoesOnWhenTheMonotonicClockOverflows() {
    Rig rig = house();
    rig.advance(Duration.ofSeconds(20));
    rig.running(home);
    run(rig, 40, w -> w);
    assertEquals("PASSED", told(rig));
  }

  @Test
  void aMeterThatWasMendedPassesAtTheNextStart() {
    Rig rig = house();
    SiteField field = rig.running(home);
    run(rig, 60, w -> -w);
    Rig.require(field.request(SiteState.IDLE, "test", "mending"));
    run(rig, 1, w -> w);
    assertEquals(Quality.GOOD, seen(rig), "who only observes sees what it says");
    Rig.require(field.request(SiteState.RUNNING, "test", "mended"));
    run(rig, 1, w -> w);
    assertEquals(Quality.INVALID, seen(rig));
    run(rig, 60, w -> w);
    assertEquals("PASSED", told(rig));
  }

  /** At the end of what it may, for three minutes: nothing moves by which the meter could tell. */
  private Rig standing(DoubleUnaryOperator meter) {
    Rig rig = house();
    rig.running(home);
    run(rig, 40, w -> w);
    askedW = 5000;
    run(rig, 100, meter);
    assertEquals(5000, power);
    assertEquals(Quality.GOOD, seen(rig), "it passed, and nothing moves");
    return rig;
  }

  @Test
  void oneThatIsTurnedWhileTheLoopStandsAtItsLimitIsTestedAgainAndFoundAndNotUsedAnyMore() {
    Rig rig = standing(w -> -w);
    run(rig, 90, w -> -w);
    assertEquals(1, rig.events.ofKind("meter-wrong").size());
    assertTrue(
        rig.events.ofKind("meter-wrong").getFirst().text().contains("wrong sign"),
        rig.events.ofKind("meter-wrong")::toString);
    assertEquals(Quality.INVALID, seen(rig));
    run(rig, 400, w -> w);
    assertEquals(Quality.INVALID, seen(rig), "until the next start");
    assertEquals(1, rig.events.ofKind("meter-wrong").size());
  }

  @Test
  void aRightMeterIsTestedAgainAtMostOnceAnHourAndUsedAfterwards() {
    Rig rig = standing(w -> w);
    run(rig, 90, w -> w);
    assertEquals(2, rig.events.ofKind("step-test").size());
    assertEquals("PASSED", told(rig));
    assertEquals(Quality.GOOD, seen(rig));
    run(rig, 400, w -> w);
    assertEquals(2, rig.events.ofKind("step-test").size());
    assertEquals(5000, power);
  }

  @Test
  void whereTheTestOfTheStartToldNothingItIsTriedAgainAfterAMinute() {
    Rig rig = house();
    rig.running(home);
    boolean[] restless = {true};
    DoubleUnaryOperator meter =
        w -> restless[0] ? w + (rig.clock.nanos() / 3_000_000_000L % 2 == 0 ? 9000 : 0) : w;
    for (int i = 0; i < 40 && rig.events.ofKind("step-test").isEmpty(); i++) {
      run(rig, 10, meter);
    }
    assertEquals("UNCLEAR", told(rig));
    assertEquals(Quality.INVALID, seen(rig));
    restless[0] = false;
    run(rig, 100, meter);
    assertEquals("PASSED", told(rig));
    assertEquals(Quality.GOOD, seen(rig));
  }

  @Test
  void aTestIsDueWhereTheLoopStoodForTwoMinutesOrHuntedAndThenOnceAnHour() {
    long second = 1_000_000_000L;
    Retest retest = new Retest();
    retest.started();
    retest.ended(true, false, 0);
    assertFalse(retest.isDue(true, false, 10 * second));
    assertFalse(retest.isDue(false, false, 100 * second), "it moved");
    assertFalse(retest.isDue(true, false, 110 * second));
    assertFalse(retest.isDue(true, false, 229 * second));
    assertTrue(retest.isDue(true, false, 230 * second));
    retest.ended(false, false, 260 * second);
    assertFalse(retest.isDue(true, true, 270 * second), "a loop that is held back shows nothing");
    assertFalse(retest.isDue(true, false, 3859 * second));
    assertTrue(retest.isDue(false, false, 3860 * second), "it hunted meanwhile");
    retest.ended(false, true, 3870 * second);
    assertFalse(retest.isDue(false, false, 7469 * second), "who passed once is used meanwhile");
    assertFalse(retest.isDue(false, false, 7470 * second));
    retest.started();
    retest.ended(true, true, 8000 * second);
    assertFalse(retest.isDue(false, false, 8059 * second));
    assertTrue(retest.isDue(false, false, 8060 * second));
  }

  @Test
  void withoutTheConsentNothingIsMovedAndTheMeterIsUsed() {
    Rig rig =
        new Rig()
            .with(Rig.declared(Rig.BAT, Maturity.SIMULATED, Map.of(), Rig.power()))
            .with(Rig.declared("pcc", Maturity.SIMULATED, Map.of()))
            .meter("pcc");
    rig.running(home);
    run(rig, 3, w -> w);
    assertEquals(4000, power);
    assertEquals(Quality.GOOD, seen(rig));
    assertTrue(rig.events.ofKind("step-test").isEmpty());
  }
}
