package org.busbar.runtime.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.busbar.api.device.write.guard.Beats;
import org.busbar.api.device.write.guard.Beats.Counter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {
  private static final long ROUND = Duration.ofMillis(100).toNanos();

  @TempDir Path folder;

  private Beats beats;
  private Watch watch;
  private long now;

  @BeforeEach
  void begin() throws IOException {
    Path file = Files.createFile(folder.resolve("beats"));
    Beats.sign(file);
    beats = Beats.of(file);
    Beats.join(file);
    watch = new Watch(beats, now);
  }

  /** Looks for a while; returns after how many ms it was condemned, -1 for not. */
  private long condemned(Duration atMost, boolean leases, boolean loops) {
    for (long passed = ROUND; passed <= atMost.toNanos(); passed += ROUND) {
      now += ROUND;
      if (leases) {
        beats.count(Counter.LEASES);
      }
      if (loops) {
        beats.count(Counter.LOOPS);
      }
      if (!watch.look(now).isEmpty()) {
        return passed / 1_000_000;
      }
    }
    return -1;
  }

  @Test
  void aGatewayThatBeatsLives() {
    assertEquals(-1, condemned(Duration.ofHours(1), true, true));
    assertTrue(watch.hasBegun());
  }

  @Test
  void afterFiveSecondsWithoutABeatItIsDead() {
    condemned(Duration.ofSeconds(1), true, true);
    assertEquals(5100, condemned(Duration.ofSeconds(10), false, false));
  }

  @Test
  void aLoopThatHangsIsDeathEvenWhileLeasesBeat() {
    condemned(Duration.ofSeconds(1), true, true);
    assertEquals(5100, condemned(Duration.ofSeconds(10), true, false));
  }

  @Test
  void aLeaseThreadThatHangsIsDeathEvenWhileLoopsStep() {
    condemned(Duration.ofSeconds(1), true, true);
    assertEquals(5100, condemned(Duration.ofSeconds(10), false, true));
  }

  @Test
  void aBeatInTimeBeginsAnew() {
    condemned(Duration.ofSeconds(1), true, true);
    for (int i = 0; i < 10; i++) {
      assertEquals(-1, condemned(Duration.ofMillis(4900), false, false));
      assertEquals(-1, condemned(Duration.ofMillis(100), true, true));
    }
  }

  @Test
  void theTimeInWhichTheSupervisorItselfWasStoppedDoesNotCount() {
    condemned(Duration.ofSeconds(1), true, true);
    now += Duration.ofHours(1).toNanos();
    assertEquals("", watch.look(now));
    assertEquals(-1, condemned(Duration.ofSeconds(4), false, false));
    assertEquals(-1, condemned(Duration.ofMillis(100), true, true));
  }

  @Test
  void aStartHasLongerAndIsCondemnedInTheEnd() {
    assertEquals(-1, condemned(Duration.ofSeconds(119), true, false));
    assertTrue(condemned(Duration.ofSeconds(10), true, false) > 0);
  }

  @Test
  void aGatewayThatHasClosedNeedNotBeatButMustEnd() {
    condemned(Duration.ofSeconds(1), true, true);
    beats.count(Counter.CLOSED);
    assertEquals(15_100, condemned(Duration.ofSeconds(30), false, false));
  }

  @Test
  void pausesDoubleUpToAMinuteAndAreShortAfterALongLife() {
    Backoff backoff = new Backoff();
    Duration life = Duration.ofSeconds(20);
    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      assertEquals(Duration.ofSeconds(seconds), backoff.after(life));
    }
    assertEquals(Duration.ofSeconds(1), backoff.after(Duration.ofHours(1)));
    assertEquals(Duration.ofSeconds(2), backoff.after(life));
  }
}
