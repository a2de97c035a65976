package org.busbar.transport.mqtt;

import org.busbar.api.transport.Connection;
import org.busbar.api.transport.DocumentListener;
import org.busbar.api.transport.Source;

/** A topic somebody listens to. Confined to the connection's thread, but for cancelling. */
final class Watch implements Connection.Poll {
  final Source source;
  final DocumentListener listener;
  private final long periodNanos;
  private final Runnable wake;
  private volatile boolean cancelled;
  private long tickNanos;
  private boolean heard;

  Watch(Source source, long periodNanos, DocumentListener listener, Runnable wake) {
    this.source = source;
    this.periodNanos = periodNanos;
    this.listener = listener;
    this.wake = wake;
  }

  @Override
  public void cancel() {
    cancelled = true;
    wake.run();
  }

  boolean isCancelled() {
    return cancelled;
  }

  boolean isAsking() {
    return source.ask().isPresent();
  }

  /** It begins, or the broker is there anew: what is asked for is asked for at once. */
  void begin(long nowNanos) {
    heard = isAsking();
    tickNanos = isAsking() ? nowNanos : nowNanos + periodNanos;
  }

  long tickNanos() {
    return tickNanos;
  }

  /** A message came that counts. */
  void came(long nowNanos) {
    heard = true;
    if (!isAsking()) {
      tickNanos = nowNanos + periodNanos;
    }
  }

  /** A period is over; returns whether nothing came in it. */
  boolean tick(long nowNanos) {
    boolean missed = !heard;
    heard = false;
    tickNanos += periodNanos;
    if (nowNanos - tickNanos > 0) {
      tickNanos = nowNanos;
    }
    return missed;
  }
}
