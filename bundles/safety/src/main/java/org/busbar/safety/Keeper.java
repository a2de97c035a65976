package org.busbar.safety;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A platform thread that does one thing again and again, whatever the site's loop does. */
final class Keeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

  private final Thread thread;
  private volatile boolean closed;

  Keeper(String name, Duration period, Runnable round) {
    thread = Thread.ofPlatform().name(name).daemon(true).unstarted(() -> run(period, round));
    thread.start();
  }

  private void run(Duration period, Runnable round) {
    while (!closed) {
      try {
        round.run();
      } catch (RuntimeException e) {
        LOG.error("a round of {} failed", Thread.currentThread().getName(), e);
      }
      LockSupport.parkNanos(this, period.toNanos());
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
