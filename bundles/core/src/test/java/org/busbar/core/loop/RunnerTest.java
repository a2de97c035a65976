package org.busbar.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.busbar.api.time.Clock;
import org.junit.jupiter.api.Test;

class RunnerTest {
  private final AtomicBoolean together = new AtomicBoolean();

  private final class Counted implements Agent {
    private final Duration period;
    private final CountDownLatch left;
    private final AtomicInteger inside = new AtomicInteger();

    Counted(Duration period, int steps) {
      this.period = period;
      this.left = new CountDownLatch(steps);
    }

    @Override
    public String name() {
      return "counted";
    }

    @Override
    public Duration period() {
      return period;
    }

    @Override
    public void step() {
      if (inside.incrementAndGet() > 1) {
        together.set(true);
      }
      left.countDown();
      Thread.yield();
      inside.decrementAndGet();
    }

    @Override
    public void failed(Throwable thrown) {
      together.set(true);
    }
  }

  @Test
  void aThousandSitesShareTwoThreadsAndNoneIsSteppedTwiceAtOnce() throws InterruptedException {
    List<Counted> agents = new ArrayList<>();
    List<Runner.Handle> handles = new ArrayList<>();
    try (Runner runner = new Runner(Clock.system(), 2, false)) {
      for (int i = 0; i < 1000; i++) {
        agents.add(new Counted(Duration.ofMillis(500), 3));
        handles.add(runner.start(agents.get(i)));
      }
      for (Counted agent : agents) {
        assertTrue(agent.left.await(20, TimeUnit.SECONDS));
      }
    }
    assertFalse(together.get());
    assertTrue(handles.stream().allMatch(handle -> handle.counters().steps() >= 2));
  }

  @Test
  void aFastSiteKeepsItsRhythmOnAThreadOfItsOwn() throws InterruptedException {
    Counted agent = new Counted(Duration.ofMillis(10), 50);
    try (Runner runner = new Runner(Clock.system(), 1, true)) {
      Runner.Handle handle = runner.start(agent);
      assertTrue(agent.left.await(20, TimeUnit.SECONDS));
      handle.close();
      long steps = handle.counters().steps();
      assertTrue(steps >= 49);
      assertEquals(steps, handle.counters().steps(), "no step after close");
    }
  }
}
