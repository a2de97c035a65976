package org.busbar.transport.udp;

import org.busbar.api.transport.Connection;
import org.busbar.api.transport.DocumentListener;
import org.busbar.api.transport.Source;

/**
 * A document that is asked for again and again, or listened to. Confined to the connection's
 * thread, but for cancelling.
 */
final class Watch implements Connection.Poll {
  final Source source;
  final DocumentListener listener;
  private final Mark mark;
  private final long periodNanos;
  private volatile boolean cancelled;
  private long dueNanos;
  private long askedNanos;
  private long answersNanos;
  private boolean isAsked;
  private boolean isLate;
  private boolean heard;

  Watch(Source source, long periodNanos, DocumentListener listener, long nowNanos) {
    this.source = source;
    this.listener = listener;
    this.mark = new Mark(source.name());
    this.periodNanos = periodNanos;
    this.dueNanos = isAsking() ? nowNanos : nowNanos + periodNanos;
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }

  boolean isAsking() {
    return source.ask().isPresent();
  }

  /** Whether an answer to it is waited for. */
  boolean isAsked() {
    return isAsked;
  }

  /** When it was asked for. */
  long askedNanos() {
    return askedNanos;
  }

  /** When it is to be asked for, or must have been heard. */
  long dueNanos() {
    return dueNanos;
  }

  boolean isOf(String plain) {
    return mark.isIn(plain);
  }

  /** It was asked for; what comes may still answer the one before where that was not answered. */
  void asked(long nowNanos) {
    answersNanos = isLate ? askedNanos : nowNanos;
    askedNanos = nowNanos;
    isAsked = true;
    next(nowNanos);
  }

  /** Nothing came in time. */
  void missed() {
    isAsked = false;
    isLate = true;
  }

  /** It came; returns when it was measured at the earliest. */
  long came(long nowNanos) {
    heard = true;
    isAsked = false;
    isLate = false;
    if (isAsking()) {
      return answersNanos;
    }
    dueNanos = nowNanos + periodNanos;
    return nowNanos;
  }

  /** Whether nothing was heard since the last time this was asked. */
  boolean takeMissed() {
    boolean missed = !heard;
    heard = false;
    return missed;
  }

  /** A period is over. */
  void next(long nowNanos) {
    dueNanos += periodNanos;
    if (nowNanos - dueNanos > 0) {
      dueNanos = nowNanos + periodNanos;
    }
  }

  /** A text by which a datagram is known, blanks aside. */
  record Mark(String plain) {
    Mark {
      plain = plain(plain);
      if (plain.isEmpty()) {
        throw new IllegalArgumentException("a mark of blanks marks nothing");
      }
    }

    static String plain(String text) {
      StringBuilder plain = new StringBuilder(text.length());
      for (int i = 0; i < text.length(); i++) {
        if (!Character.isWhitespace(text.charAt(i))) {
          plain.append(text.charAt(i));
        }
      }
      return plain.toString();
    }

    boolean isIn(String plainText) {
      return plainText.contains(plain);
    }
  }
}
