package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuntingTest {

  @TempDir Path home = Path.of("");

  /** Asks for a power and its opposite by turns, each for so many cycles. */
  private static void swing(Rig rig, int seconds, int cycles, double powerW) {
    for (int i = 0; i < seconds * 10; i++) {
      rig.advance(Rig.CYCLE);
      rig.feed();
      rig.step(i / cycles % 2 == 0 ? powerW : -powerW);
      rig.tend();
      rig.watch();
    }
  }

  private static int changes(Rig rig) {
    return (int) rig.told().stream().filter(told -> told.startsWith("SET")).count();
  }

  @Test
  void aSetpointThatGoesToAndFroIsCalmedWithAnAlarmButNotAgainstALimit() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    swing(rig, 60, 20, 2000);
    assertEquals(1, rig.events.ofKind("hunting").size());
    int before = changes(rig);
    swing(rig, 60, 20, 2000);
    assertTrue(changes(rig) - before <= 20, "changed " + (changes(rig) - before) + " times");
    assertEquals(1, rig.events.ofKind("hunting").size(), "told once");
    rig.field().request(org.busbar.api.safety.SiteState.IDLE, "test", "enough");
    rig.tend();
    assertEquals("RELEASE 0", rig.told().getLast(), "a release does not wait");
  }

  @Test
  void aSetpointThatFollowsALoadIsNotHunting() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    swing(rig, 300, 100, 2000);
    swing(rig, 60, 2, 100);
    assertEquals(0, rig.events.ofKind("hunting").size());
  }

  @Test
  void twelveTurnsAMinuteAreNotHuntingYet() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    swing(rig, 300, 52, 2000);
    assertEquals(0, rig.events.ofKind("hunting").size());
  }

  @Test
  void theFiveMinutesBeginWithTheTurnThatWasOneTooMany() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    for (int i = 0; i < 20 && rig.events.ofKind("hunting").isEmpty(); i++) {
      swing(rig, 4, 20, 2000);
    }
    swing(rig, 296, 4000, 1000);
    assertEquals(1, rig.events.ofKind("hunting").size());
    swing(rig, 5, 4000, 1000);
    assertEquals(2, rig.events.ofKind("hunting").size(), "it is calm again");
  }

  @Test
  void afterSomeMinutesWithoutItsTurnsItIsFreeAgain() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    swing(rig, 60, 20, 2000);
    swing(rig, 320, 4000, 1000);
    assertEquals(2, rig.events.ofKind("hunting").size());
    int before = changes(rig);
    swing(rig, (int) Duration.ofSeconds(4).toSeconds(), 10, 2000);
    assertTrue(changes(rig) - before >= 4, "changed " + (changes(rig) - before) + " times");
  }
}
