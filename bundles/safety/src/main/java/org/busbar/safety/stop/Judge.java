package org.busbar.safety.stop;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Where a plug-in's interlock is asked, so that nobody has to wait for it. */
public interface Judge extends AutoCloseable {
  /** Has something run some time; false where it cannot be taken now. */
  boolean run(Runnable question);

  @Override
  void close();

  /** A thread of lowest priority of its own; it ends when it is not needed for a while. */
  static Judge thread(String name) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            1,
            1,
            Duration.ofSeconds(30).toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(1),
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              thread.setPriority(Thread.MIN_PRIORITY);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return new Judge() {
      @Override
      public boolean run(Runnable question) {
        try {
          pool.execute(question);
          return true;
        } catch (RejectedExecutionException full) {
          return false;
        }
      }

      @Override
      public void close() {
        pool.shutdownNow();
      }
    };
  }

  /** The asking thread itself; for tests. */
  static Judge inline() {
    return new Judge() {
      @Override
      public boolean run(Runnable question) {
        question.run();
        return true;
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }
}
