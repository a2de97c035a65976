package org.busbar.drivers.ocpp;

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
import org.busbar.api.transport.StationConnection;
import org.busbar.api.vocabulary.Natures;
import org.busbar.api.vocabulary.Points;
import org.osgi.service.component.annotations.Component;

/** Makes a charger out of one connector of a station. */
@Component
public final class OcppDriver implements Driver {
  @Override
  public String id() {
    return "ocpp";
  }

  @Override
  public List<DeviceType> types() {
    return List.of(
        new DeviceType(
            id(),
            Charger.TYPE,
            "OCPP charging station",
            "",
            List.of("whatever speaks OCPP 1.6J or 2.0.1"),
            Map.of("", Natures.CHARGER.id()),
            Maturity.SIMULATED,
            List.of("ocpp"),
            Charger.OPTIONS,
            DeviceType.commands(List.of(Points.CURRENT_LIMIT_A))));
  }

  @Override
  public List<String> transports(DeviceConfig config) {
    return List.of("ocpp");
  }

  @Override
  public DeviceDeclaration describe(DeviceConfig config) {
    return Charger.of(config).declaration();
  }

  @Override
  public DeviceSession open(
      Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
    if (connection instanceof StationConnection stations) {
      return ChargerSession.open(Charger.of(config), stations, sink, clock);
    }
    throw new IllegalArgumentException(
        "driver 'ocpp' needs a connection on which stations call; '"
            + connection.name()
            + "' is none. Name one of transport ocpp");
  }
}
