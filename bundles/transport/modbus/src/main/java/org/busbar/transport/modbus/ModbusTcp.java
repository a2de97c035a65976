package org.busbar.transport.modbus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Transport;
import org.osgi.service.component.annotations.Component;

/** Modbus TCP as a kind of connection. */
@Component
public final class ModbusTcp implements Transport {
  private static final int GREATEST_UNIT = 255;

  @Override
  public String id() {
    return "modbus-tcp";
  }

  @Override
  public List<String> problems(ConnectionConfig config) {
    return Settings.problems(config);
  }

  @Override
  public List<String> problems(DeviceConfig device) {
    return device.unit() <= GREATEST_UNIT
        ? List.of()
        : List.of("unit '" + device.unit() + "' is out of range. Write a number from 0 to 255");
  }

  @Override
  public RegisterConnection open(
      ConnectionConfig config, ConnectionListener listener, Clock clock) {
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
