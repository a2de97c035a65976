package org.busbar.transport.http;

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

/** HTTP as a kind of connection: one host, documents by path. */
@Component(service = Transport.class)
public final class Http implements Transport {
  private final Path home;

  /** With the home folder of this gateway, where secrets lie. */
  @Activate
  public Http(BundleContext context) {
    this(Path.of(Optional.ofNullable(context.getProperty("busbar.home")).orElse(".")));
  }

  Http(Path home) {
    this.home = home;
  }

  /** For tools and tests that run without a framework. */
  public static Http at(Path home) {
    return new Http(home);
  }

  @Override
  public String id() {
    return "http";
  }

  @Override
  public List<String> problems(ConnectionConfig config) {
    return HttpSettings.problems(config, home);
  }

  @Override
  public MessageConnection open(ConnectionConfig config, ConnectionListener listener, Clock clock) {
    HttpSettings settings = HttpSettings.of(config, home);
    return new HttpConnection(
            config.name(), settings, new Exchange(settings, clock), listener, clock)
        .start();
  }
}
