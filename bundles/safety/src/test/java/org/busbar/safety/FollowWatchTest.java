package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as doing what was said, for devices of 5 kW that react within a second. */
class FollowWatchTest {
  @TempDir Path home;
  private int homes;
  private Rig rig = new Rig();

  private void set(String nature, double powerW) {
    DeviceDeclaration plain = Rig.declared(Rig.BAT, Maturity.SIMULATED, Map.of(), Rig.power());
    rig =
        new Rig()
            .with(
                new DeviceDeclaration(
                    plain.device(),
                    "Fake",
                    Map.of(new NodeId(Rig.BAT), nature),
                    plain.points(),
                    Map.of(),
                    plain.writables(),
                    Map.of(),
                    plain.reactionTime(),
                    plain.maturity()));
    rig.running(home.resolve("home" + homes++));
    rig.step(powerW);
    assertEquals("SET " + Phrases.number(powerW), rig.told().getLast());
  }

  private void measures(double wantedW, double measuredW, Duration later) {
    rig.advance(later);
    rig.feed();
    rig.bat().delivers(Rig.BAT, Points.ACTIVE_POWER_W, measuredW);
    rig.step(wantedW);
    rig.watch();
  }

  /** Whether it is told of after all its time. */
  private boolean strays(String nature, double wantedW, double measuredW) {
    set(nature, wantedW);
    for (int second = 0; second < 9; second++) {
      measures(wantedW, measuredW, Duration.ofSeconds(1));
    }
    return !rig.events.ofKind("does-not-follow").isEmpty();
  }

  @Test
  void aTwentiethOfItsRangeMayBeMissingOrTooMuch() {
    assertFalse(strays("battery", 3000, 2750));
    assertFalse(strays("battery", 3000, 3250));
    assertTrue(strays("battery", 3000, 2749));
    assertTrue(strays("battery", 3000, 3251));
  }

  @Test
  void whatIsOnlyACapMayStayBelowIt() {
    assertFalse(strays("pv", 3000, 0));
    assertFalse(strays("pv", 3000, 3250));
    assertTrue(strays("pv", 3000, 3251));
    assertFalse(strays("charger", -3000, 0));
    assertFalse(strays("charger", -3000, -3250));
    assertTrue(strays("charger", -3000, -3251));
  }

  @Test
  void atRestNothingIsToBeMadeOfACap() {
    assertFalse(strays("pv", 0, 250));
    assertTrue(strays("pv", 0, 251));
    assertFalse(strays("pv", 0, -400));
  }

  @Test
  void aDeviceOfNextToNoRangeMayDifferByTwiceItsTolerance() {
    for (int tooMuch : new int[] {0, 1}) {
      rig =
          new Rig()
              .battery(FakeWritable.of(Rig.BAT, Points.ACTIVE_POWER_W, new Interval(-100, 100)));
      rig.running(home.resolve("home" + homes++));
      for (int second = 0; second < 9; second++) {
        measures(50, 70 + tooMuch, Duration.ofSeconds(1));
      }
      assertEquals(tooMuch, rig.events.ofKind("does-not-follow").size());
    }
  }

  private static final Address HELD =
      Address.of(new NodeId(Rig.BAT), Points.ACTIVE_POWER_SETPOINT_W);

  /** Set to 1 kW, and five seconds later to 2 kW; tells from then on what it holds. */
  private void tells() {
    rig = AllowedTest.delivering(Points.ACTIVE_POWER_SETPOINT_W);
    rig.running(home.resolve("home" + homes++));
    rig.step(1000);
    rig.advance(Duration.ofSeconds(5));
    rig.feed();
    rig.step(2000);
    rig.advance(Duration.ofMillis(990));
  }

  private int foreign(Sample held) {
    rig.bat().delivers(held);
    rig.watch();
    return rig.events.ofKind("foreign-write").size();
  }

  @Test
  void whatItHeldBeforeItMayTellForASecondAndNoLonger() {
    tells();
    rig.advance(Duration.ofNanos(9_999_999));
    assertEquals(0, foreign(rig.good(HELD, 1000)));
    rig.advance(Duration.ofNanos(1));
    assertEquals(1, foreign(rig.good(HELD, 1000)));
  }

  @Test
  void withinTheToleranceWhatItHoldsIsOurs() {
    tells();
    rig.advance(Duration.ofSeconds(1));
    assertEquals(0, foreign(rig.good(HELD, 2010)));
    assertEquals(0, foreign(rig.good(HELD, 1990)));
    assertEquals(1, foreign(rig.good(HELD, 2011)));
    assertEquals(2, foreign(rig.good(HELD, 2000)), "nobody else does any more");
    assertEquals(3, foreign(rig.good(HELD, 1989)));
  }

  @Test
  void whatItDoesNotKnowIsNobodys() {
    tells();
    rig.advance(Duration.ofSeconds(1));
    assertEquals(0, foreign(rig.good(HELD, -3000).judged(Quality.INVALID)));
    assertEquals(1, foreign(rig.good(HELD, -3000)));
  }

  @Test
  void itHasItsReactionTimeAndFiveSeconds() {
    set("battery", 3000);
    measures(3000, 0, Duration.ofMillis(1));
    for (int second = 0; second < 6; second++) {
      measures(3000, 0, Duration.ofSeconds(1));
    }
    assertEquals(0, rig.events.ofKind("does-not-follow").size());
    measures(3000, 0, Duration.ofNanos(1));
    assertEquals(
        "bat1/activePowerW is 0 W and does not follow its setpoint of 3000 W.",
        rig.events.ofKind("does-not-follow").getFirst().text());
    measures(3000, 3000, Duration.ofSeconds(1));
    assertEquals(2, rig.events.ofKind("does-not-follow").size());
  }

  @Test
  void itsTimeBeginsAnewWhenItHasFollowedInBetween() {
    set("battery", 3000);
    for (int second = 0; second < 20; second++) {
      measures(3000, second % 5 == 0 ? 3000 : 0, Duration.ofSeconds(1));
    }
    assertEquals(0, rig.events.ofKind("does-not-follow").size());
  }
}
