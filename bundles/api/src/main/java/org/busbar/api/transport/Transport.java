package org.busbar.api.transport;

import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes connections of one kind. A service; its connections are plain objects. Thread-safe. */
@ConsumerType
public interface Transport {
  /** Id under which site.yaml names it: {@code modbus-tcp}. */
  String id();

  /**
   * Makes a connection and starts its thread. Does not wait for the peer: an absent peer is retried
   * with back-off.
   *
   * @throws IllegalArgumentException naming the wrong setting, its value and the remedy
   */
  Connection open(ConnectionConfig config, ConnectionListener listener, Clock clock);
}
