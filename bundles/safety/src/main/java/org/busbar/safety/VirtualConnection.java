package org.busbar.safety;

import java.time.Duration;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionCounters;

/** What virtual devices stand on: no wire, no thread; jobs run at once. */
final class VirtualConnection implements Connection {
  private final Virtuals virtuals;

  VirtualConnection(Virtuals virtuals) {
    this.virtuals = virtuals;
  }

  Virtuals virtuals() {
    return virtuals;
  }

  @Override
  public String name() {
    return VirtualDriver.ID;
  }

  @Override
  public Duration responseTimeout() {
    return Duration.ofMillis(1);
  }

  @Override
  public void urgent(Runnable job) {
    job.run();
  }

  @Override
  public ConnectionCounters counters() {
    return new ConnectionCounters(0, 0, 0, 0, 0);
  }

  @Override
  public void close() {
    // There is nothing to close.
  }
}
