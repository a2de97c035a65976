package org.busbar.plugin.health;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs what may never come back, such as the start and the end of a plug-in, on a thread of its
 * own. What is not done in time is interrupted and left behind: it cannot be ended in one JVM.
 */
public final class Deadline {
  /** A thread of the platform, whatever it runs. */
  static final class Runner extends Thread {
    Runner(Runnable body, String name) {
      super(body, name);
    }
  }

  private Deadline() {}

  /**
   * Waits for it at most so long.
   *
   * @param what what is done, for messages: {@code start com.acme.mode}
   * @param of loader of the plug-in it is done for: what it begins is taken for that plug-in's;
   *     null where it has none
   * @throws TimeoutException where it was not done in time
   * @throws ExecutionException with what it threw, errors of every kind included
   */
  public static <T> T run(String what, @Nullable ClassLoader of, Duration within, Callable<T> body)
      throws TimeoutException, ExecutionException, InterruptedException {
    FutureTask<T> task = new FutureTask<>(body);
    Thread thread = new Runner(task, "busbar-plugin " + what);
    thread.setDaemon(true);
    if (of != null) {
      thread.setContextClassLoader(of);
    }
    thread.start();
    try {
      return task.get(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      TimeoutException late =
          new TimeoutException(what + " was not done within " + within.toSeconds() + " s");
      late.initCause(e);
      throw late;
    }
  }
}
