package org.busbar.transport.ocpp;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.StationConnection;
import org.busbar.api.transport.Transport;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The central system's end of OCPP 1.6J and 2.0.1 as a kind of connection. */
@Component(service = Transport.class)
public final class OcppTransport implements Transport {
  private static final int MOST_CONNECTORS = 64;

  private final Path home;

  /** With the home folder of this gateway, where secrets lie. */
  @Activate
  public OcppTransport(BundleContext context) {
    this(Path.of(Optional.ofNullable(context.getProperty("busbar.home")).orElse(".")));
  }

  /** With a home folder of one's own, for tests. */
  public OcppTransport(Path home) {
    this.home = home;
  }

  @Override
  public String id() {
    return "ocpp";
  }

  @Override
  public List<String> problems(ConnectionConfig config) {
    return OcppSettings.problems(config, home);
  }

  @Override
  public List<String> problems(DeviceConfig device) {
    return device.unit() <= MOST_CONNECTORS
        ? List.of()
        : List.of(
            "unit '"
                + device.unit()
                + "' is no connector of a station. Write 1 to 64, or 0 for the whole station");
  }

  @Override
  public StationConnection open(ConnectionConfig config, ConnectionListener listener, Clock clock) {
    return new OcppConnection(config.name(), OcppSettings.of(config, home), listener, clock)
        .start();
  }
}
