package org.busbar.web.rest.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.busbar.api.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * One connection. It has one message on its way at a time and a bounded number behind it; nothing
 * new is made for it before those are gone, so a slow one costs nobody else anything.
 */
final class Client {
  /** How many messages wait at most. */
  static final int MOST_WAITING = 512;

  /** A message must have left within this. */
  static final long STALLED_NANOS = Duration.ofSeconds(5).toNanos();

  /** How often a sign of life is asked for, and within what it must come. */
  static final long PING_NANOS = Duration.ofSeconds(5).toNanos();

  static final long PONG_NANOS = Duration.ofSeconds(10).toNanos();

  private static final long FAREWELL_NANOS = Duration.ofSeconds(1).toNanos();

  private final Outlet outlet;
  private final String caller;
  private final BooleanSupplier allowed;
  private final Clock clock;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicReference<@Nullable Taken> wanted = new AtomicReference<>();
  private final Deque<String> waiting = new ArrayDeque<>(); // guarded by this
  private boolean sending; // guarded by this
  private boolean overflowed; // guarded by this
  private boolean closing; // guarded by this
  private long sendingSince; // guarded by this
  private long closingSince; // guarded by this
  private volatile long askedAt;
  private volatile boolean asked;
  private volatile boolean hearsAcknowledgements;

  /** A subscription and what the client is told about it. */
  record Taken(Subscription subscription, String answer) {}

  Client(Outlet outlet, String caller, BooleanSupplier allowed, Clock clock) {
    this.outlet = outlet;
    this.caller = caller;
    this.allowed = allowed;
    this.clock = clock;
    this.askedAt = clock.nanos();
  }

  String caller() {
    return caller;
  }

  boolean isStillAllowed() {
    return allowed.getAsBoolean();
  }

  /** Takes a subscription; it holds from the next round on. */
  void subscribe(Taken next) {
    hearsAcknowledgements = next.subscription().acknowledgements() != Subscription.NONE;
    wanted.set(next);
  }

  /** The subscription that came since the last call. */
  @Nullable Taken newlyWanted() {
    return wanted.getAndSet(null);
  }

  /** Whether acknowledgements reach it in their sequence. */
  boolean hearsAcknowledgements() {
    return hearsAcknowledgements;
  }

  /** Whether nothing is on its way. */
  synchronized boolean isIdle() {
    return !sending && waiting.isEmpty() && !closing;
  }

  /** Sends when all before it has left; never blocks. */
  void send(String text) {
    synchronized (this) {
      if (closing || overflowed) {
        return;
      }
      if (waiting.size() >= MOST_WAITING) {
        overflowed = true;
        return;
      }
      waiting.addLast(text);
    }
    flush();
  }

  /** One thread sends; others leave it one more turn, so that nothing nests. */
  private void flush() {
    if (calls.getAndIncrement() != 0) {
      return;
    }
    do {
      String next = next();
      if (next != null) {
        outlet.send(next, this::sent);
      }
    } while (calls.decrementAndGet() != 0);
  }

  private synchronized @Nullable String next() {
    if (sending || closing || waiting.isEmpty()) {
      return null;
    }
    sending = true;
    sendingSince = clock.nanos();
    return waiting.pollFirst();
  }

  private void sent(boolean well) {
    synchronized (this) {
      sending = false;
      if (!well) {
        waiting.clear();
        return; // the connection ends, and its end is told elsewhere
      }
    }
    flush();
  }

  /** A sign of life came. */
  void heard() {
    asked = false;
  }

  /** Asks for signs of life; on the one thread of the rounds. */
  void ask(long nowNanos) {
    if (!asked && nowNanos - askedAt >= PING_NANOS && !isClosing()) {
      askedAt = nowNanos;
      asked = true;
      outlet.ping();
    }
  }

  /** Whether it does not take what it is sent. */
  boolean isSlow(long nowNanos) {
    synchronized (this) {
      if (overflowed || (sending && nowNanos - sendingSince > STALLED_NANOS)) {
        return true;
      }
    }
    return asked && nowNanos - askedAt > PONG_NANOS;
  }

  /** Ends the connection; it has a moment to say so. */
  void close(int code, String reason) {
    synchronized (this) {
      if (closing) {
        return;
      }
      closing = true;
      closingSince = clock.nanos();
      waiting.clear();
    }
    outlet.close(code, reason);
  }

  /** Whether {@link #close} was called. */
  synchronized boolean isClosing() {
    return closing;
  }

  /** Ends what did not end by itself; whether it did so. */
  boolean cutIfOver(long nowNanos) {
    synchronized (this) {
      if (!closing || nowNanos - closingSince <= FAREWELL_NANOS) {
        return false;
      }
    }
    outlet.cut();
    return true;
  }
}
