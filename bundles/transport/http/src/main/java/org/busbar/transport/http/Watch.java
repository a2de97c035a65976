package org.busbar.transport.http;

import org.busbar.api.transport.Connection;
import org.busbar.api.transport.DocumentListener;
import org.busbar.api.transport.Source;

/** A document that is asked for again and again. Confined to the connection's thread. */
final class Watch implements Connection.Poll {
  /** Greatest pause between two tries at one that does not answer. */
  private static final long PAUSE_NANOS = 3_000_000_000L;

  private static final long FIRST_PAUSE_NANOS = 1_000_000_000L;

  final Source source;
  final DocumentListener listener;
  private final long periodNanos;
  private volatile boolean cancelled;
  private long dueNanos;
  private long nextTryNanos;
  private long pauseNanos;
  private boolean hasAnswered;

  Watch(Source source, long periodNanos, DocumentListener listener, long nowNanos) {
    this.source = source;
    this.periodNanos = periodNanos;
    this.listener = listener;
    this.dueNanos = nowNanos;
    this.nextTryNanos = nowNanos;
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }

  long dueNanos() {
    return dueNanos;
  }

  /** Whether it did not answer when it was asked last. */
  boolean isSilent() {
    return pauseNanos > 0;
  }

  /** Whether it answered when it was asked last. */
  boolean isHeard() {
    return hasAnswered && !isSilent();
  }

  /** Whether it is to be asked now that it is due; else it fails by itself. */
  boolean mayAsk(long nowNanos) {
    return nowNanos - nextTryNanos >= 0;
  }

  /** Its turn is over: the next is one period later, and never in the past. */
  void turned(long nowNanos) {
    dueNanos += periodNanos;
    if (nowNanos - dueNanos > 0) {
      dueNanos = nowNanos;
    }
  }

  void answered(long nowNanos) {
    hasAnswered = true;
    pauseNanos = 0;
    nextTryNanos = nowNanos;
  }

  void silent(long nowNanos) {
    long first = Math.min(periodNanos, FIRST_PAUSE_NANOS);
    pauseNanos = Math.min(PAUSE_NANOS, pauseNanos == 0 ? first : 2 * pauseNanos);
    nextTryNanos = nowNanos + pauseNanos;
    if (nextTryNanos - dueNanos < 0) {
      dueNanos = nextTryNanos; // One that is asked seldom is asked again before it is told silent.
    }
  }
}
