package org.busbar.core.mode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.busbar.api.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads of lowest priority, few of them. A task that does not come back keeps its own
 * thread and no other: once all threads are held up by slow tasks, one more is started, up to a
 * bound; threads that were given up count towards it until they end.
 */
public final class ThreadWorkers implements Workers, AutoCloseable {
  private static final int MOST = 24;
  private static final long SLOW_NANOS = Duration.ofMillis(100).toNanos();

  private final Clock clock;
  private final int usual;
  private final BlockingQueue<ModeTask> queue = new LinkedBlockingQueue<>();
  private final List<Worker> workers = new ArrayList<>();
  private int alive;
  private int started;
  private volatile boolean closed;

  /** Workers that read this clock, usually as many as this. */
  public ThreadWorkers(Clock clock, int usual) {
    this.clock = clock;
    this.usual = usual;
  }

  @Override
  public void submit(ModeTask task) {
    queue.add(task);
    relieve();
  }

  @Override
  public void relieve() {
    synchronized (workers) {
      if (!closed && alive < MOST && (workers.size() < usual || allSlow())) {
        start();
      }
    }
  }

  private boolean allSlow() {
    long now = clock.nanos();
    return workers.stream()
        .allMatch(
            worker -> {
              ModeTask task = worker.task;
              return task != null && task.runningNanos(now) > SLOW_NANOS;
            });
  }

  private void start() {
    Worker worker = new Worker();
    Thread thread = new Thread(worker, "busbar-mode-" + started++);
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
    worker.thread = thread;
    workers.add(worker);
    alive++;
    thread.start();
  }

  @Override
  public void giveUp(ModeTask task) {
    synchronized (workers) {
      for (Worker worker : List.copyOf(workers)) {
        if (worker.task == task) {
          workers.remove(worker);
          worker.end();
        }
      }
    }
  }

  /** Threads that run, those that were given up included. */
  public int alive() {
    synchronized (workers) {
      return alive;
    }
  }

  /** Interrupts all; does not wait for plug-in code. */
  @Override
  public void close() {
    closed = true;
    synchronized (workers) {
      workers.forEach(Worker::end);
      workers.clear();
    }
  }

  private final class Worker implements Runnable {
    private volatile @Nullable ModeTask task;
    private volatile boolean ended;
    private @Nullable Thread thread;

    void end() {
      ended = true;
      if (thread != null) {
        thread.interrupt();
      }
    }

    @Override
    public void run() {
      try {
        while (!ended && !closed) {
          runNext();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        synchronized (workers) {
          workers.remove(this);
          alive--;
        }
      }
    }

    /** A method of its own: an idle worker must not keep the last task, and so a bundle, alive. */
    private void runNext() throws InterruptedException {
      ModeTask next = queue.take();
      task = next;
      next.run(clock.nanos());
      task = null;
      Thread.interrupted(); // what plug-in code left behind is not for the next task
      retire();
    }

    /** Those started because others were slow end again when there is nothing to do. */
    private void retire() {
      synchronized (workers) {
        ended |= workers.size() > usual && queue.isEmpty();
      }
    }
  }
}
