package org.busbar.testkit.api;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.busbar.api.transport.ConnectionCounters;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Words;
import org.busbar.api.transport.WriteItem;
import org.jspecify.annotations.Nullable;

/**
 * A connection without a wire. Urgent jobs run one after the other: at once on the thread that asks
 * for them, later by hand, or on a thread of its own. Reads and writes nothing. Thread-safe.
 */
public final class FakeConnection implements RegisterConnection {
  /** Who runs urgent jobs. */
  public enum Mode {
    /** The thread that asks, unless one is running already: then that one's thread, after it. */
    AT_ONCE,
    /** {@link FakeConnection#runUrgent()}. */
    BY_HAND,
    /** A thread of its own. */
    OWN_THREAD
  }

  private final String name;
  private final Mode mode;
  private final Queue<Runnable> jobs = new ArrayDeque<>();
  private boolean busy;
  private boolean closed;

  /** Opens it; starts the thread where it has one. */
  public FakeConnection(String name, Mode mode) {
    this.name = name;
    this.mode = mode;
    if (mode == Mode.OWN_THREAD) {
      Thread.ofPlatform().name("fake-" + name).daemon(true).start(this::runUntilClosed);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Duration responseTimeout() {
    return Duration.ofSeconds(1);
  }

  @Override
  public Poll poll(
      List<ReadItem> items, Duration period, ReadLimits limits, ReadListener listener) {
    return () -> {};
  }

  @Override
  public void urgent(Runnable job) {
    synchronized (jobs) {
      if (closed) {
        throw new IllegalStateException("connection " + name + " is closed");
      }
      jobs.add(job);
      jobs.notifyAll();
    }
    if (mode == Mode.AT_ONCE) {
      runUrgent();
    }
  }

  /** Runs the waiting jobs on this thread, also those that come meanwhile. */
  public void runUrgent() {
    for (Runnable job = begin(); job != null; job = begin()) {
      try {
        job.run();
      } finally {
        end();
      }
    }
  }

  /** Number of jobs that wait. */
  public int waiting() {
    synchronized (jobs) {
      return jobs.size();
    }
  }

  /** Whether it was closed. */
  public boolean isClosed() {
    synchronized (jobs) {
      return closed;
    }
  }

  private @Nullable Runnable begin() {
    synchronized (jobs) {
      if (busy) {
        return null;
      }
      Runnable job = jobs.poll();
      busy = job != null;
      return job;
    }
  }

  private void end() {
    synchronized (jobs) {
      busy = false;
    }
  }

  private void runUntilClosed() {
    while (true) {
      synchronized (jobs) {
        while (jobs.isEmpty()) {
          if (closed) {
            return;
          }
          try {
            jobs.wait();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
          }
        }
      }
      runUrgent();
    }
  }

  @Override
  public void write(WriteItem item) throws DeviceException {
    throw new DeviceException.NoResponse("a fake connection has no wire");
  }

  @Override
  public Words read(ReadItem item) throws DeviceException {
    throw new DeviceException.NoResponse("a fake connection has no wire");
  }

  @Override
  public ConnectionCounters counters() {
    return new ConnectionCounters(0, 0, 0, 0, 0);
  }

  @Override
  public void close() {
    synchronized (jobs) {
      closed = true;
      jobs.notifyAll();
    }
  }
}
