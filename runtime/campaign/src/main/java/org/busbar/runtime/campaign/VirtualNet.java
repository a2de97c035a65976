package org.busbar.runtime.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.Transport;
import org.jspecify.annotations.Nullable;

/** Stands in for Modbus TCP: the same units behind the same ports, without sockets. */
final class VirtualNet implements Transport {
  private final Timeline timeline;
  private final Timeline.Actor actor;
  private final Map<Integer, Map<Integer, ShownUnit>> ports;
  private final Carrier carrier;
  private final List<Connection> opened = new ArrayList<>();

  /** What is between the product and the device; a test puts a broken gate here. */
  interface Carrier {
    /** The words that arrive in place of those sent, null where nothing arrives. */
    int @Nullable [] carry(ShownUnit unit, int address, int[] words);
  }

  VirtualNet(
      Timeline timeline,
      Timeline.Actor actor,
      Map<Integer, Map<Integer, ShownUnit>> ports,
      Carrier carrier) {
    this.timeline = timeline;
    this.actor = actor;
    this.ports = ports;
    this.carrier = carrier;
  }

  @Override
  public String id() {
    return "modbus-tcp";
  }

  @Override
  public Connection open(ConnectionConfig config, ConnectionListener listener, Clock clock) {
    int port = Integer.parseInt(config.settings().getOrDefault("port", "0"));
    Connection connection =
        new VirtualConnection(
            config.name(),
            new VirtualConnection.Surroundings(timeline, actor, carrier),
            ports.getOrDefault(port, Map.of()),
            listener);
    opened.add(connection);
    return connection;
  }

  /** Whether it made that connection. */
  boolean owns(@Nullable Object connection) {
    return opened.contains(connection);
  }
}
