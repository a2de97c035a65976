package org.busbar.drivers.keba;

import java.util.List;
import java.util.Map;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.DeviceType;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.vocabulary.Natures;
import org.busbar.api.vocabulary.Points;
import org.osgi.service.component.annotations.Component;

/** Makes a charger out of a charging station of KEBA that speaks in datagrams. */
@Component
public final class KebaDriver implements Driver {
  static final String ID = "keba";
  private static final String TRANSPORT = "udp";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public List<DeviceType> types() {
    return List.of(
        new DeviceType(
            ID,
            Wallbox.TYPE,
            "KEBA KeContact charging station",
            "KEBA",
            List.of("KeContact P30 c-series", "KeContact P30 x-series"),
            Map.of("", Natures.CHARGER.id()),
            Maturity.SIMULATED,
            List.of(TRANSPORT),
            Wallbox.OPTIONS,
            DeviceType.commands(List.of(Points.CURRENT_LIMIT_A))));
  }

  @Override
  public List<String> transports(DeviceConfig config) {
    return List.of(TRANSPORT);
  }

  @Override
  public DeviceDeclaration describe(DeviceConfig config) {
    return Wallbox.of(config).declaration();
  }

  @Override
  public DeviceSession open(
      Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
    if (connection instanceof MessageConnection messages) {
      return KebaSession.open(Wallbox.of(config), messages, sink, clock);
    }
    throw new IllegalArgumentException(
        "driver 'keba' needs a connection that carries datagrams; '"
            + connection.name()
            + "' carries none. Name one of transport udp");
  }
}
