package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.write.Command;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.SiteState;
import org.busbar.api.site.LimitConfig.Reaction;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A battery that keeps the import at nothing by a meter that is turned while it runs. */
class MeterWatchTest {
  private static final Address POWER = Address.of(new NodeId(Rig.BAT), Points.ACTIVE_POWER_W);
  private static final Address METER = Address.of(new NodeId("pcc"), Points.ACTIVE_POWER_W);

  @TempDir Path home = Path.of("");
  private double power;
  private double share = 1;

  private static Rig house() {
    return new Rig()
        .with(Rig.declared(Rig.BAT, Maturity.SIMULATED, Map.of(), Rig.power()))
        .with(Rig.declared("pcc", Maturity.SIMULATED, Map.of()))
        .meter("pcc");
  }

  /** Runs the loop for some seconds; the load changes every twenty of them. */
  private void run(Rig rig, int seconds, DoubleUnaryOperator meter) {
    for (int second = 0; second < seconds; second++) {
      double load = share * (500 + second / 20 % 2 * 1500);
      for (int i = 0; i < 10; i++) {
        rig.advance(Rig.CYCLE);
        rig.feed();
        Command last = rig.bat().written().isEmpty() ? null : rig.bat().last();
        power = last == null || !Double.isFinite(last.value()) ? 0 : last.value();
        rig.bat().delivers(rig.good(POWER, power));
        rig.driver.device("pcc").delivers(rig.good(METER, meter.applyAsDouble(load - power)));
        Sample seen = rig.stored(METER);
        if (!seen.quality().isUsable()) {
          rig.freeze();
          rig.submit(List.of());
        } else if (i == 0) {
          rig.step(Math.clamp(power + 0.7 * seen.value(), -5000, 5000));
        } else {
          rig.step(power);
        }
        rig.tend();
        rig.watch();
      }
    }
  }

  private static Quality seen(Rig rig) {
    return rig.stored(METER).quality();
  }

  @Test
  void aRightMeterIsUsedAllTheTime() {
    Rig rig = house();
    rig.running(home);
    run(rig, 300, w -> w);
    assertEquals(Quality.GOOD, seen(rig));
    assertTrue(rig.events.ofKind("meter-doubted").isEmpty());
  }

  @Test
  void oneThatIsTurnedWhileTheSiteRunsIsInvalidAndTheBatteryRestsUntilTheNextStart() {
    Rig rig = house();
    SiteField field = rig.running(home);
    run(rig, 60, w -> w);
    run(rig, 60, w -> -w);
    assertEquals(Quality.INVALID, seen(rig));
    assertEquals(0, power);
    assertEquals(1, rig.events.ofKind("meter-wrong").size());
    assertTrue(
        rig.events.ofKind("meter-wrong").getFirst().text().startsWith("pcc saw -100 %"),
        rig.events.ofKind("meter-wrong")::toString);
    assertEquals(
        Severity.WARNING, rig.events.ofKind("meter-doubted").getFirst().severity(), "at first");
    run(rig, 300, w -> -w);
    assertEquals(Quality.INVALID, seen(rig), "it stays so");
    Rig.require(field.request(SiteState.IDLE, "test", "mending"));
    run(rig, 2, w -> w);
    assertEquals(Quality.GOOD, seen(rig));
    assertEquals(2, rig.events.ofKind("meter-wrong").size(), "and the alarm has ended");
    Rig.require(field.request(SiteState.RUNNING, "test", "mended"));
    run(rig, 300, w -> w);
    assertEquals(Quality.GOOD, seen(rig));
  }

  @Test
  void aStopBetweenTwoLooksIsAStopAsWell() {
    Rig rig = house();
    SiteField field = rig.running(home);
    run(rig, 60, w -> w);
    run(rig, 60, w -> -w);
    assertEquals(Quality.INVALID, seen(rig));
    Rig.require(field.request(SiteState.IDLE, "test", "mending"));
    rig.advance(Rig.CYCLE);
    Rig.require(field.request(SiteState.RUNNING, "test", "mended"));
    run(rig, 2, w -> w);
    assertEquals(Quality.GOOD, seen(rig));
  }

  @Test
  void oneThatTellsTenTimesAsMuchIsInvalid() {
    Rig rig = house();
    rig.running(home);
    run(rig, 60, w -> w);
    run(rig, 600, w -> 10 * w);
    assertEquals(Quality.INVALID, seen(rig));
    assertEquals(1, rig.events.ofKind("meter-wrong").size());
    assertTrue(
        rig.events.ofKind("meter-wrong").getFirst().text().startsWith("pcc saw 1000 %"),
        rig.events.ofKind("meter-wrong")::toString);
  }

  @Test
  void aSuspicionThatNothingMovesToProveIsDropped() {
    Rig rig = house();
    rig.running(home);
    double wanted = 0;
    for (int second = 0; second < 100; second++) {
      boolean doubted = !rig.events.ofKind("meter-doubted").isEmpty();
      wanted = doubted ? wanted : second / 10 % 2 * 2000;
      rig.advance(Duration.ofSeconds(1));
      rig.feed();
      rig.bat().delivers(rig.good(POWER, wanted));
      rig.driver.device("pcc").delivers(rig.good(METER, 300 + wanted));
      rig.step(wanted);
      rig.tend();
      rig.watch();
    }
    assertEquals(
        List.of(Severity.WARNING, Severity.INFO),
        rig.events.ofKind("meter-doubted").stream().map(Event::severity).toList());
    assertEquals(Quality.GOOD, seen(rig));
    assertTrue(rig.events.ofKind("meter-wrong").isEmpty());
  }

  @Test
  void movementsAreMeasuredByWhatTheSiteMayMoveNotByWhatItsBatteryCould() {
    Rig rig =
        house().limit(Rig.BAT, Points.ACTIVE_POWER_W, new Interval(-400, 400), Reaction.CLAMP);
    rig.running(home);
    share = 0.1;
    run(rig, 60, w -> w);
    run(rig, 120, w -> -w);
    assertEquals(Quality.INVALID, seen(rig));
    assertEquals(1, rig.events.ofKind("meter-wrong").size());
  }

  @Test
  void movementsOfLessThanATenthOfWhatMayBeMovedTellNothing() {
    Rig rig =
        house().limit(Rig.BAT, Points.STATE_OF_CHARGE_PCT, new Interval(0, 100), Reaction.CLAMP);
    rig.running(home);
    for (int second = 0; second < 300; second++) {
      double small = second / 5 % 2 * 200;
      rig.advance(Duration.ofSeconds(1));
      rig.feed();
      rig.bat().delivers(rig.good(POWER, small));
      rig.driver.device("pcc").delivers(rig.good(METER, 300 + small));
      rig.step(small);
      rig.tend();
      rig.watch();
    }
    assertTrue(rig.events.ofKind("meter-doubted").isEmpty());
    assertEquals(Quality.GOOD, seen(rig));
  }

  /** A battery whose power is told once a second, as it was some time before. */
  private static void late(Rig rig, int seconds, int holdS, int cyclesLate) {
    Deque<Double> before = new ArrayDeque<>();
    for (int i = 0; i < seconds * 10; i++) {
      rig.advance(Rig.CYCLE);
      double wanted = i / (10 * holdS) % 2 == 0 ? -1500 : 2500;
      Command last = rig.bat().written().isEmpty() ? null : rig.bat().last();
      double now = last == null || !Double.isFinite(last.value()) ? 0 : last.value();
      before.addLast(now);
      double told = before.size() > cyclesLate ? before.removeFirst() : 0;
      if (i % 10 == 0) {
        rig.bat().delivers(rig.good(POWER, told));
        rig.bat().delivers(rig.good(Address.of(POWER.node(), Points.STATE_OF_CHARGE_PCT), 50));
        double warm = 25 + i / 10 % 2;
        rig.bat().delivers(rig.good(Address.of(POWER.node(), Points.TEMPERATURE_C), warm));
      }
      rig.driver.device("pcc").delivers(rig.good(METER, 3000 - now));
      rig.step(wanted);
      rig.tend();
      rig.watch();
    }
  }

  @Test
  void aMeterThatIsReadMoreOftenThanWhatIsMovedIsNotDoubtedForThat() {
    Rig rig = house();
    rig.running(home);
    late(rig, 300, 10, 15);
    assertTrue(rig.events.ofKind("meter-doubted").isEmpty());
    assertEquals(Quality.GOOD, seen(rig));
  }

  @Test
  void whatIsMovedAndToldSeldomHasItsOwnPace() {
    Rig rig =
        new Rig()
            .with(
                new DeviceDeclaration(
                    POWER.node(),
                    "Slow",
                    Map.of(POWER.node(), "battery"),
                    Map.of(
                        POWER,
                        Duration.ofSeconds(4),
                        Address.of(POWER.node(), Points.STATE_OF_CHARGE_PCT),
                        Duration.ofSeconds(1),
                        Address.of(POWER.node(), Points.TEMPERATURE_C),
                        Duration.ofSeconds(1)),
                    Map.of(),
                    List.of(Rig.power()),
                    Map.of(),
                    Duration.ofSeconds(1),
                    Maturity.SIMULATED))
            .with(Rig.declared("pcc", Maturity.SIMULATED, Map.of()))
            .meter("pcc");
    rig.running(home);
    late(rig, 300, 20, 75);
    assertTrue(rig.events.ofKind("meter-doubted").isEmpty());
  }

  @Test
  void theMeterOfAFeederIsNotComparedWithWhatMovesElsewhere() {
    Rig rig =
        house()
            .with(Rig.declared("bat2", Maturity.SIMULATED, Map.of(), FakeWritable.power("bat2")))
            .feeder(Rig.BAT, "pcc");
    rig.running(home);
    NodeId other = new NodeId("bat2");
    for (int second = 0; second < 300; second++) {
      double inside = 500;
      double outside = second / 10 % 2 == 0 ? 4500 : -4500;
      rig.advance(Duration.ofSeconds(1));
      rig.feed();
      rig.bat().delivers(rig.good(POWER, inside));
      rig.driver.device("bat2").delivers(rig.good(Address.of(other, POWER.point()), outside));
      rig.driver.device("pcc").delivers(rig.good(METER, inside - 300));
      Freeze freeze = rig.freeze();
      rig.submit(
          List.of(
              rig.setpoint(freeze, POWER.node(), POWER.point(), inside),
              rig.setpoint(freeze, other, POWER.point(), outside)));
      rig.tend();
      rig.watch();
    }
    assertTrue(rig.events.ofKind("meter-doubted").isEmpty());
    assertEquals(Quality.GOOD, seen(rig));
  }

  @Test
  void aMeterThatIsAwayLeavesNoVerdictBehind() {
    Rig rig = house();
    rig.running(home);
    run(rig, 60, w -> w);
    run(rig, 60, w -> -w);
    assertEquals(Quality.INVALID, seen(rig));
    rig.device("pcc").closeSession();
    rig.watch();
    rig.advance(Duration.ofSeconds(1));
    assertEquals(2, rig.events.ofKind("meter-wrong").size());
  }
}
