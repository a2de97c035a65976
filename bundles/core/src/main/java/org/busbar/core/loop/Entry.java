package org.busbar.core.loop;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.busbar.api.face.LoopCounters;

/** An agent in a runner. Its lock is held while it is stepped. */
final class Entry implements Loops.Handle {
  private static final long CLOSE_WAIT_S = 5;

  private final Beat beat;
  private final ReentrantLock stepping = new ReentrantLock();
  private volatile boolean ended;

  Entry(Beat beat) {
    this.beat = beat;
  }

  Beat beat() {
    return beat;
  }

  boolean ended() {
    return ended;
  }

  void end() {
    ended = true;
  }

  void stepUnlessEnded() {
    stepping.lock();
    try {
      if (!ended) {
        beat.step();
      }
    } finally {
      stepping.unlock();
    }
  }

  @Override
  public LoopCounters counters() {
    return beat.counters();
  }

  @Override
  public void close() {
    end();
    try {
      if (stepping.tryLock(CLOSE_WAIT_S, TimeUnit.SECONDS)) {
        stepping.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
