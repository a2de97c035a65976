package org.busbar.api.transport;

import java.util.List;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.time.Clock;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes connections of one kind. A service; its connections are plain objects. Thread-safe. */
@ConsumerType
public interface Transport {
  /** Id under which site.yaml names it: {@code modbus-tcp}. */
  String id();

  /**
   * What is wrong with the settings of a connection; opens nothing, does not block. What it tells
   * {@link #open} would throw.
   *
   * @return one sentence each, naming the setting, its value and the remedy; empty where all is
   *     well
   */
  default List<String> problems(ConnectionConfig config) {
    return List.of();
  }

  /**
   * What is wrong with how a device on such a connection is addressed; does not block.
   *
   * @return one sentence each, naming the value and the remedy; empty where all is well
   */
  default List<String> problems(DeviceConfig device) {
    return List.of();
  }

  /**
   * Makes a connection and starts its thread. Does not wait for the peer: an absent peer is retried
   * with back-off.
   *
   * @throws IllegalArgumentException naming the wrong setting, its value and the remedy
   */
  Connection open(ConnectionConfig config, ConnectionListener listener, Clock clock);
}
