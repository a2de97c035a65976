package org.busbar.core.mode;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** One step of one mode on its way through a worker. Written by the worker, read by the loop. */
final class ModeTask {
  private final Callable<Turn> body;
  private volatile @Nullable Turn turn;
  private volatile boolean started;
  private volatile boolean cancelled;
  private volatile long startedNanos;

  ModeTask(Callable<Turn> body) {
    this.body = body;
  }

  /** Runs plug-in code: the one place where whatever it throws is caught. */
  void run(long nowNanos) {
    if (cancelled) {
      return;
    }
    startedAt(nowNanos);
    Turn result;
    try {
      result = body.call();
    } catch (Throwable thrown) {
      result = new Turn.Failed(words(thrown), thrown);
    }
    turn = result;
  }

  /** A wrong argument explains itself; anything else is named. */
  private static String words(Throwable thrown) {
    String message = thrown.getMessage();
    return thrown instanceof IllegalArgumentException && message != null
        ? message
        : String.valueOf(thrown);
  }

  void startedAt(long nowNanos) {
    startedNanos = nowNanos;
    started = true;
  }

  /** Nobody waits for it any more: it is not begun if it has not been yet. */
  void cancel() {
    cancelled = true;
  }

  /** What came of it; null while it is queued or running. */
  @Nullable Turn turn() {
    return turn;
  }

  /** For how long it has been running, in ns; 0 while it is queued. */
  long runningNanos(long nowNanos) {
    return started ? nowNanos - startedNanos : 0;
  }
}
