package org.busbar.api.transport;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What happened on a connection so far, for those who make transports. Counted by the connection's
 * thread, read by any.
 */
public final class ConnectionTally {
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong responses = new AtomicLong();
  private final AtomicLong timeouts = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();
  private final AtomicLong connects = new AtomicLong();

  /** All at nought. */
  public ConnectionTally() {}

  /** A request is sent. */
  public void requested() {
    requests.incrementAndGet();
  }

  /** An answer came, a refusal included. */
  public void answered() {
    responses.incrementAndGet();
  }

  /** A request was not answered in time. */
  public void timedOut() {
    timeouts.incrementAndGet();
  }

  /** An answer was an exception. */
  public void refused() {
    refusals.incrementAndGet();
  }

  /** The peer was reached; all but the first time it was reached again. */
  public void reached() {
    connects.incrementAndGet();
  }

  /** All of it now. Any thread. */
  public ConnectionCounters snapshot() {
    return new ConnectionCounters(
        requests.get(),
        responses.get(),
        timeouts.get(),
        refusals.get(),
        Math.max(0, connects.get() - 1));
  }
}
