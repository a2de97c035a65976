package org.busbar.core.mode;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One step of one mode on its way through a worker. Written by the worker, read by the loop. */
final class ModeTask {
  private static final int MOST_FRAMES = 20;

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
      result = explained(thrown);
    }
    turn = result;
  }

  /** In words, here: what was thrown may be of the plug-in too, and is not for the loop. */
  private static Turn explained(Throwable thrown) {
    try {
      String message = thrown.getMessage();
      boolean explains = thrown instanceof IllegalArgumentException && message != null;
      String trace =
          Arrays.stream(thrown.getStackTrace())
              .limit(MOST_FRAMES)
              .map(String::valueOf)
              .collect(Collectors.joining("\n  at ", "  at ", ""));
      return new Turn.Failed(explains ? message : String.valueOf(thrown), trace);
    } catch (Throwable again) {
      return new Turn.Failed(thrown.getClass().getName(), "");
    }
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
