package org.busbar.transport.mqtt;

import java.util.concurrent.atomic.AtomicLong;
import org.busbar.api.transport.ConnectionCounters;

/** What happened on a connection so far. Any thread. */
final class Tally {
  final AtomicLong requests = new AtomicLong();
  final AtomicLong responses = new AtomicLong();
  final AtomicLong timeouts = new AtomicLong();
  final AtomicLong refusals = new AtomicLong();
  private final AtomicLong connects = new AtomicLong();

  void reached() {
    connects.incrementAndGet();
  }

  ConnectionCounters snapshot() {
    return new ConnectionCounters(
        requests.get(),
        responses.get(),
        timeouts.get(),
        refusals.get(),
        Math.max(0, connects.get() - 1));
  }
}
