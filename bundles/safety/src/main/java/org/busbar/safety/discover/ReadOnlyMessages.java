package org.busbar.safety.discover;

import java.time.Duration;
import org.busbar.api.transport.ConnectionCounters;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Document;
import org.busbar.api.transport.DocumentListener;
import org.busbar.api.transport.Message;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Source;

/**
 * A connection for documents on which nothing is ever written. What is sent so that a document
 * comes is part of reading it. It does not end the one it stands for.
 */
final class ReadOnlyMessages implements MessageConnection {
  private final MessageConnection connection;

  ReadOnlyMessages(MessageConnection connection) {
    this.connection = connection;
  }

  @Override
  public Poll watch(Source source, Duration period, DocumentListener listener) {
    return connection.watch(source, period, listener);
  }

  @Override
  public void write(Message message) throws DeviceException {
    throw new DeviceException.NoResponse("nothing is written while a device is only looked at");
  }

  @Override
  public Document read(Source source) throws DeviceException {
    return connection.read(source);
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
}
