package org.busbar.api.transport;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that wait for the one thread of a connection, for those who make transports. Any thread adds
 * and wakes; the connection's thread takes and waits.
 */
public final class JobQueue {
  private final String owner;
  private final Queue<Runnable> jobs = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean woken;
  private boolean closed;

  /**
   * An empty queue.
   *
   * @param owner name of the connection, for messages
   */
  public JobQueue(String owner) {
    this.owner = owner;
  }

  /**
   * Adds a job and wakes the thread.
   *
   * @throws IllegalStateException once closed: the job would never run
   */
  public void add(Runnable job) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("connection '" + owner + "' is closed");
      }
      jobs.add(job);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the wait that goes on, or the next one. */
  public void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The job that waits longest, null where none does. Does not block. */
  public @Nullable Runnable poll() {
    lock.lock();
    try {
      return jobs.poll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is a job, somebody wakes, or it is closed; at most this long. */
  public void await(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (left > 0 && jobs.isEmpty() && !woken && !closed) {
        left = changed.awaitNanos(left);
      }
      woken = false;
    } catch (InterruptedException e) {
      // Only foreign code could interrupt this thread; what is due is looked at anyway.
      woken = false;
    } finally {
      lock.unlock();
    }
  }

  /** How many wait. */
  public int size() {
    lock.lock();
    try {
      return jobs.size();
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more jobs; those that wait can still be polled. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it was closed. */
  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }
}
