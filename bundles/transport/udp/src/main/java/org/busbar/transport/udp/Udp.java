package org.busbar.transport.udp;

import java.util.List;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Transport;
import org.osgi.service.component.annotations.Component;

/**
 * UDP as a kind of connection: one host, documents by a mark. Datagrams do not say what they
 * answer, so a document is known by a text that stands in it, blanks aside: that is the name of its
 * source. What is asked or written is the body of a message, and {@code to} the mark of what comes
 * back.
 */
@Component(service = Transport.class)
public final class Udp implements Transport {
  @Override
  public String id() {
    return "udp";
  }

  @Override
  public List<String> problems(ConnectionConfig config) {
    return UdpSettings.problems(config);
  }

  @Override
  public MessageConnection open(ConnectionConfig config, ConnectionListener listener, Clock clock) {
    return new UdpConnection(config.name(), UdpSettings.of(config), listener, clock).start();
  }
}
