package org.busbar.core.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.busbar.api.time.Clock;
import org.busbar.testkit.api.ManualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ThreadWorkersTest {
  private final ManualClock clock = new ManualClock();
  private final ThreadWorkers workers = new ThreadWorkers(clock, 2);
  private final AtomicBoolean spin = new AtomicBoolean(true);

  @AfterEach
  void end() {
    spin.set(false);
    workers.close();
  }

  /** Ignores interruption: the worst kind. */
  private ModeTask spinning(CountDownLatch begun) {
    return new ModeTask(
        () -> {
          begun.countDown();
          while (spin.get()) {
            Thread.onSpinWait();
          }
          return new Turn.Failed("", "");
        });
  }

  private static ModeTask counting(CountDownLatch done) {
    return new ModeTask(
        () -> {
          done.countDown();
          return new Turn.Failed("", "");
        });
  }

  @Test
  @Tag("SAF-20")
  void modesThatSpinOccupyTheirOwnWorkersAndNoOther() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(3);
    CountDownLatch done = new CountDownLatch(50);
    List<ModeTask> rogues = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ModeTask rogue = spinning(begun);
      rogues.add(rogue);
      workers.submit(rogue);
      clock.advance(Duration.ofSeconds(1));
    }
    // The third waits until both usual workers have been seen to be slow.
    for (int i = 0; i < 100 && !begun.await(100, TimeUnit.MILLISECONDS); i++) {
      clock.advance(Duration.ofSeconds(1));
      workers.relieve();
    }
    assertEquals(0, begun.getCount());
    clock.advance(Duration.ofSeconds(10));
    rogues.forEach(workers::giveUp);
    for (int i = 0; i < 50; i++) {
      workers.submit(counting(done));
    }
    assertTrue(done.await(20, TimeUnit.SECONDS));
    assertTrue(workers.alive() <= 5, "three given up, two usual: " + workers.alive());
  }

  @Test
  @Tag("SAF-20")
  void theNumberOfThreadsIsBoundedWhateverModesDo() {
    CountDownLatch begun = new CountDownLatch(100);
    for (int i = 0; i < 100; i++) {
      ModeTask rogue = spinning(begun);
      workers.submit(rogue);
      clock.advance(Duration.ofSeconds(11));
      workers.giveUp(rogue);
    }
    assertTrue(workers.alive() <= 24, "alive " + workers.alive());
  }

  @Test
  void aTaskThatThrowsLeavesItsWorkerAlive() throws InterruptedException {
    try (ThreadWorkers one = new ThreadWorkers(Clock.system(), 1)) {
      CountDownLatch done = new CountDownLatch(1);
      one.submit(
          new ModeTask(
              () -> {
                Thread.currentThread().interrupt();
                throw new LinkageError("mine");
              }));
      one.submit(counting(done));
      assertTrue(done.await(20, TimeUnit.SECONDS));
    }
  }
}
