package org.busbar.transport.modbus;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.Transport;
import org.osgi.service.component.annotations.Component;

/** Modbus TCP as a kind of connection. */
@Component
public final class ModbusTcp implements Transport {
  @Override
  public String id() {
    return "modbus-tcp";
  }

  @Override
  public Connection open(ConnectionConfig config, ConnectionListener listener, Clock clock) {
    Settings settings = Settings.of(config);
    try {
      return new ModbusConnection(
              config.name(), settings, late -> new TcpWire(settings, clock, late), listener, clock)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("connection '" + config.name() + "' has no selector", e);
    }
  }
}
