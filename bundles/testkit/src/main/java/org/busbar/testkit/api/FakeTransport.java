package org.busbar.testkit.api;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.Transport;

/** Makes {@link FakeConnection}s and keeps the newest of each name. Thread-safe. */
public final class FakeTransport implements Transport {
  /** Its id. */
  public static final String ID = "fake";

  private final String id;
  private final FakeConnection.Mode mode;
  private final Map<String, FakeConnection> connections = new ConcurrentHashMap<>();

  /** Makes connections of one mode. */
  public FakeTransport(FakeConnection.Mode mode) {
    this(ID, mode);
  }

  /** The same under another id, where what is tested asks for it. */
  public FakeTransport(String id, FakeConnection.Mode mode) {
    this.id = id;
    this.mode = mode;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Connection open(ConnectionConfig config, ConnectionListener listener, Clock clock) {
    FakeConnection connection = new FakeConnection(config.name(), mode);
    connections.put(config.name(), connection);
    return connection;
  }

  /** The newest connection of a name; throws where none was opened. */
  public FakeConnection connection(String name) {
    FakeConnection connection = connections.get(name);
    if (connection == null) {
      throw new IllegalStateException("connection " + name + " was not opened");
    }
    return connection;
  }
}
