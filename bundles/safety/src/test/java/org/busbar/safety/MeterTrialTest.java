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
import org.busbar.api.events.Severity;
import org.busbar.api.safety.SiteState;
import org.busbar.api.site.LimitConfig.Reaction;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A battery behind a meter of the site that may lie. */
class MeterTrialTest {
  private static final Address POWER = Address.of(new NodeId(Rig.BAT), Points.ACTIVE_POWER_W);
  private static final Address METER = Address.of(new NodeId("pcc"), Points.ACTIVE_POWER_W);

  @TempDir Path home = Path.of("");
  private double power;
  private double greatest;
  private double least;
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
      greatest = Math.max(greatest, power);
      least = Math.min(least, power);
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
    assertEquals(250, greatest, "five of a hundred of what it may");
    assertEquals(0, least, "discharging, where it may do both");
    run(rig, 10, w -> w);
    assertEquals("PASSED", told(rig), rig.events.ofKind("step-test")::toString);
    assertEquals(Severity.INFO, rig.events.ofKind("step-test").getLast().severity());
    assertEquals(Quality.GOOD, seen(rig));
    assertEquals(4000, power, "and then does what it is asked for");
  }

  @Test
  void aFlippedMeterIsNeverUsed() {
    Rig rig = house();
    rig.running(home);
    run(rig, 60, w -> -w);
    assertEquals("FLIPPED", told(rig));
    assertEquals(Severity.ALARM, rig.events.ofKind("step-test").getLast().severity());
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
    run(rig, 0.2, w -> w);
    assertEquals(Quality.GOOD, seen(rig), "who only observes sees what it says");
    run(rig, 1, w -> w);
    assertEquals(Quality.GOOD, seen(rig), "for as long as the site rests");
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

  /** Loads that come and go, until a test of them has told nothing. */
  private void unclear(Rig rig, int tests) {
    greatest = 0;
    for (int i = 0; i < 4_000 && rig.events.ofKind("step-test").size() < tests; i++) {
      run(rig, 0.1, w -> w + (rig.clock.nanos() / 3_000_000_000L % 2 == 0 ? 9000 : 0));
    }
    assertEquals("UNCLEAR", told(rig));
  }

  @Test
  void oneThatPassedIsUsedOnWhereItCannotBeTestedAgain() {
    Rig rig = standing(w -> w);
    unclear(rig, 2);
    run(rig, 0.2, w -> w);
    assertEquals(Quality.GOOD, seen(rig));
    assertEquals(Severity.INFO, rig.events.ofKind("step-test").getLast().severity());
    assertTrue(
        rig.events.ofKind("step-test").getLast().text().contains("could not be tested again"),
        rig.events.ofKind("step-test")::toString);
  }

  @Test
  void whatPassedBeforeTheLastStopHasToPassAgainAndIsTriedAsAtFirst() {
    Rig rig = house();
    SiteField field = rig.running(home);
    run(rig, 40, w -> w);
    assertEquals("PASSED", told(rig));
    Rig.require(field.request(SiteState.IDLE, "test", "a pause"));
    run(rig, 1, w -> w);
    Rig.require(field.request(SiteState.RUNNING, "test", "on again"));
    unclear(rig, 2);
    assertEquals(Quality.INVALID, seen(rig), "nobody knows what was done to it meanwhile");
    run(rig, 100, w -> w);
    assertEquals("PASSED", told(rig));
  }

  @Test
  void aStopAfterATestThatWasDoneAgainLeavesTheNextStartAMinuteNotAnHour() {
    Rig rig = standing(w -> w);
    run(rig, 90, w -> w);
    assertEquals(2, rig.events.ofKind("step-test").size());
    Rig.require(rig.field().request(SiteState.IDLE, "test", "a pause"));
    run(rig, 1, w -> w);
    Rig.require(rig.field().request(SiteState.RUNNING, "test", "on again"));
    run(rig, 40, w -> w);
    assertEquals(3, rig.events.ofKind("step-test").size());
    run(rig, 200, w -> w);
    assertEquals(4, rig.events.ofKind("step-test").size(), "it stands at its limit");
  }

  @Test
  void aBatteryThatMayChargeMoreThanDischargeIsMovedByChargingIt() {
    Rig rig =
        house().limit(Rig.BAT, Points.ACTIVE_POWER_W, new Interval(-4000, 1000), Reaction.CLAMP);
    rig.running(home);
    run(rig, 25, w -> w);
    assertEquals(-200, least);
    assertEquals(0, greatest);
    run(rig, 12, w -> w);
    assertEquals("PASSED", told(rig));
  }

  @Test
  void aTestIsDoneAfterAStopAndItsResetAsWell() {
    Rig rig = house();
    SiteField field = rig.running(home);
    run(rig, 40, w -> w);
    rig.device(Rig.BAT).trip("test", "test", "for once");
    run(rig, 1, w -> w);
    Rig.require(field.reset("test", "looked at it"));
    run(rig, 1, w -> w);
    Rig.require(field.request(SiteState.RUNNING, "test", "on again"));
    run(rig, 40, w -> w);
    assertEquals(2, rig.events.ofKind("step-test").size());
    assertEquals("PASSED", told(rig));
  }

  /** Whether a loop that asks for a power for four minutes has its meter tested again. */
  private boolean isTestedAgainAt(double powerW, Path of) {
    Rig rig = house();
    rig.running(of);
    run(rig, 40, w -> w);
    askedW = powerW;
    run(rig, 180, w -> w);
    return rig.events.ofKind("step-test").size() > 1;
  }

  @Test
  void aLoopStandsWhereItIsWithinTwoOfAHundredOfWhatItMay() {
    assertTrue(isTestedAgainAt(4900, home.resolve("a")));
    assertFalse(isTestedAgainAt(4899, home.resolve("b")));
    assertTrue(isTestedAgainAt(-4900, home.resolve("c")));
    assertFalse(isTestedAgainAt(-4899, home.resolve("d")));
  }

  @Test
  void oneThatFailedIsNotTriedAgainForAnHourAndLonger() {
    Rig rig = house();
    rig.running(home);
    run(rig, 40, w -> -w);
    assertEquals("FLIPPED", told(rig));
    askedW = 5000;
    for (int second = 0; second < 3_700; second++) {
      rig.advance(Duration.ofSeconds(1));
      rig.feed();
      rig.bat().delivers(rig.good(POWER, 5000));
      rig.driver.device("pcc").delivers(rig.good(METER, -3000));
      rig.step(askedW);
      rig.tend();
    }
    assertEquals(1, rig.events.ofKind("step-test").size());
    assertEquals(Quality.INVALID, seen(rig));
  }

  @Test
  void aDeviceWithSeveralNodesIsMovedByOneTrial() {
    Rig rig = house();
    rig.open(home);
    FieldDevice bat = rig.device(Rig.BAT);
    FieldDevice pcc = rig.device("pcc");
    Map<NodeId, FieldDevice> nodes =
        Map.of(bat.id(), bat, new NodeId("bat1.dc"), bat, pcc.id(), pcc);
    assertEquals(1, MeterTrial.of(rig.ground, nodes).size());
  }

  @Test
  void twoDevicesAreMovedByATrialEach() {
    Rig rig =
        house()
            .with(Rig.declared("bat2", Maturity.SIMULATED, Map.of(), FakeWritable.power("bat2")));
    rig.open(home);
    FieldDevice pcc = rig.device("pcc");
    FieldDevice bat = rig.device(Rig.BAT);
    FieldDevice other = rig.device("bat2");
    assertEquals(
        2,
        MeterTrial.of(rig.ground, Map.of(bat.id(), bat, other.id(), other, pcc.id(), pcc)).size());
  }

  @Test
  void whereTheTestOfTheStartToldNothingItIsTriedAgainAfterAMinute() {
    Rig rig = house();
    rig.running(home);
    unclear(rig, 1);
    assertEquals(1000, greatest, "pulses grow to a fifth of what it may");
    assertEquals(Severity.WARNING, rig.events.ofKind("step-test").getLast().severity());
    assertTrue(
        rig.events.ofKind("step-test").getLast().text().contains("when the site is calmer"),
        rig.events.ofKind("step-test")::toString);
    assertEquals(Quality.INVALID, seen(rig));
    run(rig, 100, w -> w);
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
