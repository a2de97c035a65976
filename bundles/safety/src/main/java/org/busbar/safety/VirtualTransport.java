package org.busbar.safety;

import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.Transport;

/** What virtual devices are on; a site makes the one connection of it, which is its own. */
final class VirtualTransport implements Transport {
  @Override
  public String id() {
    return VirtualDriver.ID;
  }

  @Override
  public Connection open(ConnectionConfig config, ConnectionListener listener, Clock clock) {
    throw new IllegalStateException("a virtual connection belongs to its site");
  }
}
