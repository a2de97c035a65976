package org.busbar.transport.modbus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Transport;

/** Modbus as a kind of connection, whatever it travels on. */
class ModbusTransport implements Transport {
  private final Kind kind;
  private final Path home;

  ModbusTransport(Kind kind) {
    this(kind, Path.of("."));
  }

  ModbusTransport(Kind kind, Path home) {
    this.kind = kind;
    this.home = home;
  }

  @Override
  public final String id() {
    return kind.id;
  }

  @Override
  public final List<String> problems(ConnectionConfig config) {
    return ModbusSettings.problems(kind, config);
  }

  @Override
  public final List<String> problems(DeviceConfig device) {
    int least = kind.isRtu() ? 1 : 0;
    int most = kind.isRtu() ? 247 : 255;
    int unit = device.unit();
    return unit >= least && unit <= most
        ? List.of()
        : List.of(
            "unit '%d' is out of range. Write a number from %d to %d".formatted(unit, least, most));
  }

  @Override
  public final RegisterConnection open(
      ConnectionConfig config, ConnectionListener listener, Clock clock) {
    ModbusSettings settings = ModbusSettings.of(kind, config);
    try {
      return new ModbusConnection(config.name(), settings, wiring(settings, clock), listener, clock)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("connection '" + config.name() + "' has no selector", e);
    }
  }

  private ModbusConnection.Wiring wiring(ModbusSettings settings, Clock clock) {
    return new ModbusConnection.Wiring() {
      @Override
      public Wire open(Wire.LateAnswers late) throws IOException {
        return wire(settings, late, clock);
      }

      @Override
      public boolean maySecond() {
        return !kind.isRtu();
      }
    };
  }

  private Wire wire(ModbusSettings settings, Wire.LateAnswers late, Clock clock)
      throws IOException {
    Framing frames = kind.isRtu() ? new RtuFrames(late) : new Frames((int) clock.nanos(), late);
    return switch (settings.remote()) {
      case Remote.Host host -> new TcpWire(host.at(home), frames, clock);
      case Remote.Serial serial -> new SerialWire(serial, frames, SerialChannel::open, clock);
    };
  }
}
