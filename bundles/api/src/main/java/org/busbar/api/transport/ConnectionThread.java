package org.busbar.api.transport;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a connection, for those who make transports: it outlives whatever foreign code
 * throws on it, and its end is waited for, but not for ever.
 */
public final class ConnectionThread {
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final String owner;
  private final Log log;
  private final Thread thread;

  /** Where is told what somebody ought to look at. Any thread; must not block. */
  @FunctionalInterface
  public interface Log {
    /**
     * Tells it.
     *
     * @param text what happened, with the name of the connection
     * @param cause null where nothing was thrown
     */
    void tell(String text, @Nullable Throwable cause);
  }

  /**
   * One that is not started yet.
   *
   * @param kind what it speaks, begins the name of the thread
   * @param owner name of the connection
   * @param stackBytes greatest depth of what runs on it, in bytes of stack
   * @param body what it does until the connection is closed
   */
  public ConnectionThread(String kind, String owner, long stackBytes, Runnable body, Log log) {
    this.owner = owner;
    this.log = log;
    this.thread =
        Thread.ofPlatform().name(kind + "-" + owner).daemon().stackSize(stackBytes).unstarted(body);
  }

  /** Starts it. */
  public void start() {
    thread.start();
  }

  /** Throws {@link IllegalStateException} on any other thread. */
  public void require() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException("only on the thread of connection '" + owner + "'");
    }
  }

  /** Runs foreign code; whatever it throws must not end the thread that its neighbours need. */
  public void guard(Runnable code) {
    try {
      code.run();
    } catch (Throwable e) {
      log.tell("a callback on connection '" + owner + "' failed", e);
    }
    if (Thread.interrupted()) {
      log.tell("a callback on connection '" + owner + "' left its thread interrupted", null);
    }
  }

  /**
   * Waits at most 2 s for the end of the body, which was told to end; not on this thread itself.
   *
   * @param force what ends it where it does not end by itself
   */
  public void awaitEnd(Runnable force) {
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      if (!thread.join(CLOSING)) {
        log.tell("connection '" + owner + "' did not end by itself within " + CLOSING, null);
        force.run();
      }
    } catch (InterruptedException e) {
      force.run();
      Thread.currentThread().interrupt();
    }
  }
}
