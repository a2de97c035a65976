package org.busbar.safety;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A platform thread that does one thing again and again, whatever the site's loop does. */
final class Keeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

  private final String name;
  private final Duration period;
  private volatile @Nullable Thread thread;
  private volatile boolean closed;
  private int unsaid;

  Keeper(String name, Duration period) {
    this.name = name;
    this.period = period;
  }

  void start(Runnable round) {
    Thread started = Thread.ofPlatform().name(name).daemon(true).unstarted(() -> run(round));
    thread = started;
    started.start();
  }

  /** Begins the next round at once. Any thread, does not block. */
  void wake() {
    LockSupport.unpark(thread);
  }

  private void run(Runnable round) {
    while (!closed) {
      try {
        round.run();
      } catch (RuntimeException | Error e) {
        failed(e); // Whatever it was: a thread that keeps devices safe does not end.
      }
      LockSupport.parkNanos(this, period.toNanos());
    }
  }

  private void failed(Throwable thrown) {
    try {
      LOG.error("a round of {} failed ({} were not told)", name, unsaid, thrown);
      unsaid = 0;
    } catch (VirtualMachineError again) {
      unsaid++; // There is no memory even to say so; the next round is made all the same.
    }
  }

  @Override
  public void close() {
    closed = true;
    wake();
  }
}
