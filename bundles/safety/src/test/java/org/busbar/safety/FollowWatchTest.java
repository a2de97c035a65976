package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
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
