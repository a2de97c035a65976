package org.busbar.transport.mqtt;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Transport;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** MQTT as a kind of connection: one broker, documents by topic. */
@Component(service = Transport.class)
public final class Mqtt implements Transport {
  private final Path home;

  /** With the home folder of this gateway, where secrets lie. */
  @Activate
  public Mqtt(BundleContext context) {
    this(Path.of(Optional.ofNullable(context.getProperty("busbar.home")).orElse(".")));
  }

  Mqtt(Path home) {
    this.home = home;
  }

  /** For tools and tests that run without a framework. */
  public static Mqtt at(Path home) {
    return new Mqtt(home);
  }

  @Override
  public String id() {
    return "mqtt";
  }

  @Override
  public List<String> problems(ConnectionConfig config) {
    return BrokerSettings.problems(config, home);
  }

  @Override
  public MessageConnection open(ConnectionConfig config, ConnectionListener listener, Clock clock) {
    return new MqttConnection(config.name(), BrokerSettings.of(config, home), listener, clock)
        .start();
  }
}
