package org.busbar.web.rest;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.busbar.api.face.Site;
import org.busbar.api.time.Clock;

/**
 * Waits until the loop has taken up a command, so that the answer shows what it did; for a bounded
 * time, because the command stands whether or not somebody waits. Not for the emergency stop.
 */
final class TakenUp {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Clock clock;

  TakenUp(Clock clock) {
    this.clock = clock;
  }

  /** Returns when the site shows the effect, at the latest after a second. */
  void await(Site site, Predicate<Site> effect) {
    Semaphore steps = new Semaphore(0);
    long deadline = clock.nanos() + PATIENCE.toNanos();
    try (Site.Subscription _ = site.listen((snapshot, changed, decision) -> steps.release())) {
      while (!effect.test(site)
          && steps.tryAcquire(deadline - clock.nanos(), TimeUnit.NANOSECONDS)) {
        steps.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
