package org.busbar.transport.ocpp;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the thread of a connection: urgent jobs, and what each station said. Any thread
 * puts; the connection's thread takes and waits.
 */
final class Inbox {
  private final String owner;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition something = lock.newCondition();

  /** Guarded by the lock, as the next and the inbox of each station. */
  private final Queue<Runnable> urgent = new ArrayDeque<>();

  private boolean closing;

  Inbox(String owner) {
    this.owner = owner;
  }

  /** Adds a job; throws {@link IllegalStateException} once closed. */
  void urgent(Runnable job) {
    lock.lock();
    try {
      if (closing) {
        throw new IllegalStateException("connection '" + owner + "' is closed");
      }
      urgent.add(job);
      something.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Adds what concerns a station; false where it has said too much, unless it must be kept. */
  boolean put(Station station, boolean mustBeKept, Runnable what) {
    lock.lock();
    try {
      if (!mustBeKept && station.inbox.size() >= Station.MOST_WAITING) {
        return false;
      }
      station.inbox.add(what);
      something.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Nullable Runnable nextUrgent() {
    lock.lock();
    try {
      return urgent.poll();
    } finally {
      lock.unlock();
    }
  }

  @Nullable Runnable next(Station station) {
    lock.lock();
    try {
      return station.inbox.poll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is something, at most this long; urgent jobs count where they can run. */
  void await(Collection<Station> stations, boolean urgentCounts, long nanos) {
    lock.lock();
    try {
      boolean isEmpty =
          !(urgentCounts && !urgent.isEmpty())
              && !closing
              && stations.stream().allMatch(station -> station.inbox.isEmpty());
      if (isEmpty && nanos > 0) {
        something.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      // Only foreign code could interrupt this thread; what is due is looked at anyway.
      return;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closing = true;
      something.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosing() {
    lock.lock();
    try {
      return closing;
    } finally {
      lock.unlock();
    }
  }
}
