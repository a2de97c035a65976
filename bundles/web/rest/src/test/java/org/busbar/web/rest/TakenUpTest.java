package org.busbar.web.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.busbar.api.safety.SiteState;
import org.busbar.api.time.Clock;
import org.junit.jupiter.api.Test;

class TakenUpTest {
  private final FakeSite site = new FakeSite(Clock.system());
  private final TakenUp takenUp = new TakenUp(Clock.system());

  @Test
  void anEffectThatIsThereIsNotWaitedFor() {
    takenUp.await(site, now -> true);
    assertEquals(0, site.listeners());
  }

  @Test
  void theEffectOfALaterStepIsSeen() throws InterruptedException {
    CountDownLatch seen = new CountDownLatch(1);
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  takenUp.await(site, now -> now.status().state() == SiteState.IDLE);
                  seen.countDown();
                });
    while (site.listeners() == 0) {
      Thread.onSpinWait();
    }
    site.step();
    assertEquals(1, seen.getCount());
    site.state(SiteState.IDLE);
    site.step();
    assertTrue(seen.await(5, TimeUnit.SECONDS));
    waiting.join();
    assertEquals(0, site.listeners());
  }

  @Test
  void aLoopThatStandsIsNotWaitedForLongerThanASecond() {
    Clock clock = Clock.system();
    long begun = clock.nanos();
    takenUp.await(site, now -> false);
    long tookMs = Duration.ofNanos(clock.nanos() - begun).toMillis();
    assertTrue(tookMs >= 1000 && tookMs < 5000, tookMs + " ms");
    assertEquals(0, site.listeners());
  }
}
