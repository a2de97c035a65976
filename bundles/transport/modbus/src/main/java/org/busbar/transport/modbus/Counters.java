package org.busbar.transport.modbus;

import java.util.concurrent.atomic.AtomicLong;
import org.busbar.api.transport.ConnectionCounters;

/** Counted by the connection's thread, read by any. */
final class Counters {
  final AtomicLong requests = new AtomicLong();
  final AtomicLong responses = new AtomicLong();
  final AtomicLong timeouts = new AtomicLong();
  final AtomicLong refusals = new AtomicLong();
  final AtomicLong connects = new AtomicLong();

  ConnectionCounters snapshot() {
    return new ConnectionCounters(
        requests.get(),
        responses.get(),
        timeouts.get(),
        refusals.get(),
        Math.max(0, connects.get() - 1));
  }
}
