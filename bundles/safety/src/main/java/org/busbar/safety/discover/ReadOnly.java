package org.busbar.safety.discover;

import java.time.Duration;
import java.util.List;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionCounters;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Words;
import org.busbar.api.transport.WriteItem;

/** A connection on which nothing is ever written. It does not end the one it stands for. */
final class ReadOnly implements RegisterConnection {
  private final RegisterConnection connection;

  ReadOnly(RegisterConnection connection) {
    this.connection = connection;
  }

  @Override
  public void write(WriteItem item) throws DeviceException {
    throw new DeviceException.NoResponse("nothing is written while devices are looked for");
  }

  @Override
  public Words read(ReadItem item) throws DeviceException {
    return connection.read(item);
  }

  @Override
  public Poll poll(
      List<ReadItem> items, Duration period, ReadLimits limits, ReadListener listener) {
    return connection.poll(items, period, limits, listener);
  }

  @Override
  public String name() {
    return connection.name();
  }

  @Override
  public Duration responseTimeout() {
    return connection.responseTimeout();
  }

  @Override
  public void urgent(Runnable job) {
    connection.urgent(job);
  }

  @Override
  public ConnectionCounters counters() {
    return connection.counters();
  }

  @Override
  public void close() {
    // Whoever opened the connection closes it.
  }

  /** The same of any connection; only those that carry registers can be searched. */
  static ReadOnly of(Connection connection) {
    if (connection instanceof RegisterConnection registers) {
      return new ReadOnly(registers);
    }
    throw new IllegalArgumentException("its connection carries no registers");
  }
}
