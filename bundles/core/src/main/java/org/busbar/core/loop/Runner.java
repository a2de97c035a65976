package org.busbar.core.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.busbar.api.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Steps agents on platform threads. Agents with a short period get a thread of their own, as long
 * as there are few; all others share some, the earliest deadline first. Thread-safe.
 */
public final class Runner implements Loops, AutoCloseable {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final int MOST_OWN_THREADS = 4;
  private static final long SPIN_NANOS = Duration.ofNanos(150_000).toNanos();
  private static final long CLOSE_WAIT_MS = 5_000;

  private final Clock clock;
  private final int sharedThreads;
  private final boolean spin;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Entry> waiting = new PriorityQueue<>(new EarliestFirst());
  private final List<Entry> entries = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private int shared;
  private int own;
  private boolean closed;

  /**
   * A runner without threads yet.
   *
   * @param sharedThreads how many threads agents share
   * @param spin whether threads of short periods wait the last fraction of a millisecond awake
   */
  public Runner(Clock clock, int sharedThreads, boolean spin) {
    this.clock = clock;
    this.sharedThreads = sharedThreads;
    this.spin = spin;
  }

  @Override
  public Handle start(Agent agent) {
    Entry entry = new Entry(new Beat(agent, clock));
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the runner is closed");
      }
      entries.removeIf(Entry::ended);
      entries.add(entry);
      if (agent.period().compareTo(SHORT) <= 0 && own < MOST_OWN_THREADS) {
        own++;
        begin("busbar-loop-" + agent.name(), () -> alone(entry));
      } else {
        waiting.add(entry);
        changed.signal();
        if (shared < sharedThreads) {
          shared++;
          begin("busbar-loop-" + shared, this::together);
        }
      }
    } finally {
      lock.unlock();
    }
    return entry;
  }

  private void begin(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setPriority(Thread.MAX_PRIORITY);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void alone(Entry entry) {
    try {
      while (!entry.ended()) {
        await(entry);
        entry.stepUnlessEnded();
      }
    } finally {
      lock.lock();
      try {
        own--;
        threads.remove(Thread.currentThread());
      } finally {
        lock.unlock();
      }
    }
  }

  private void await(Entry entry) {
    long early = spin ? SPIN_NANOS : 0;
    long left = entry.beat().dueNanos() - clock.nanos();
    while (left > early && !entry.ended()) {
      LockSupport.parkNanos(this, left - early);
      left = entry.beat().dueNanos() - clock.nanos();
    }
    while (left > 0 && !entry.ended()) {
      Thread.onSpinWait();
      left = entry.beat().dueNanos() - clock.nanos();
    }
  }

  private void together() {
    try {
      for (Entry next = take(); next != null; next = take()) {
        next.stepUnlessEnded();
        putBack(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next agent that is due; null when the runner is closed. */
  private @Nullable Entry take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        Entry first = waiting.peek();
        long left = first == null ? Long.MAX_VALUE : first.beat().dueNanos() - clock.nanos();
        if (left <= 0) {
          return waiting.poll();
        }
        // One leader waits for the deadline; woken when an earlier one comes.
        changed.await(left, TimeUnit.NANOSECONDS);
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void putBack(Entry entry) {
    lock.lock();
    try {
      if (!entry.ended()) {
        waiting.add(entry);
        if (waiting.peek() == entry) {
          changed.signal();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends all threads; waits at most 5 s for steps that are running. */
  @Override
  public void close() {
    List<Thread> ending;
    lock.lock();
    try {
      closed = true;
      entries.forEach(Entry::end);
      threads.forEach(LockSupport::unpark);
      changed.signalAll();
      ending = List.copyOf(threads);
    } finally {
      lock.unlock();
    }
    try {
      for (Thread thread : ending) {
        thread.join(CLOSE_WAIT_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class EarliestFirst implements Comparator<Entry> {
    @Override
    public int compare(Entry a, Entry b) {
      return Long.signum(a.beat().dueNanos() - b.beat().dueNanos());
    }
  }
}
