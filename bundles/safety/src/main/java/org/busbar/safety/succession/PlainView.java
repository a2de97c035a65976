package org.busbar.safety.succession;

import java.time.Duration;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionCounters;

/** A connection as far as a claim goes: what all kinds of them have in common. */
class PlainView<C extends Connection> implements Connection {
  final Claim claim;
  final C wire;

  PlainView(Claim claim, C wire) {
    this.claim = claim;
    this.wire = wire;
  }

  @Override
  public String name() {
    return wire.name();
  }

  @Override
  public Duration responseTimeout() {
    return wire.responseTimeout();
  }

  @Override
  public void urgent(Runnable job) {
    wire.urgent(() -> claim.call(job));
  }

  @Override
  public ConnectionCounters counters() {
    return wire.counters();
  }

  @Override
  public void close() {
    // It belongs to safety.
  }
}
