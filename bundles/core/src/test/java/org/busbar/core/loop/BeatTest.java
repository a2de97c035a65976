package org.busbar.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.busbar.testkit.api.ManualClock;
import org.junit.jupiter.api.Test;

class BeatTest {
  private final ManualClock clock = new ManualClock();
  private final long origin = clock.nanos();
  private final List<Throwable> failures = new ArrayList<>();
  private Runnable body = () -> {};

  private final Beat beat =
      new Beat(
          new Agent() {
            @Override
            public String name() {
              return "test";
            }

            @Override
            public Duration period() {
              return Duration.ofMillis(100);
            }

            @Override
            public void step() {
              body.run();
            }

            @Override
            public void failed(Throwable thrown) {
              failures.add(thrown);
            }
          },
          clock);

  private long dueMs() {
    return (beat.dueNanos() - origin) / 1_000_000;
  }

  private void stepAtMs(long ms, long lastsMs) {
    clock.advanceMs(ms - (clock.nanos() - origin) / 1_000_000);
    body = () -> clock.advanceMs(lastsMs);
    beat.step();
  }

  @Test
  void deadlinesStayOnTheGridWhateverTheDelayOfAStart() {
    stepAtMs(107, 5);
    assertEquals(200, dueMs());
    stepAtMs(203, 30);
    assertEquals(300, dueMs());
    assertEquals(0, beat.counters().overruns());
    assertEquals(0.007, beat.counters().maxStartDelayS(), 1e-9);
    assertEquals(0.030, beat.counters().lastStepS(), 1e-9);
  }

  @Test
  void aStepThatEndsAfterTheNextIsDueIsCountedAndTheNextIsMadeLate() {
    stepAtMs(100, 130);
    assertEquals(200, dueMs());
    assertEquals(1, beat.counters().overruns());
    assertEquals(0, beat.counters().skipped());
  }

  @Test
  void wholeCyclesThatPassedAreSkippedAndCounted() {
    stepAtMs(100, 350);
    assertEquals(400, dueMs());
    assertEquals(1, beat.counters().overruns());
    assertEquals(2, beat.counters().skipped());
    stepAtMs(450, 10);
    assertEquals(500, dueMs());
    assertEquals(2, beat.counters().steps());
  }

  @Test
  void aStepThatThrowsIsHandedOverAndTheRhythmGoesOn() {
    clock.advanceMs(100);
    body =
        () -> {
          throw new IllegalStateException("broken");
        };
    beat.step();
    assertEquals(1, failures.size());
    assertEquals(200, dueMs());
  }
}
