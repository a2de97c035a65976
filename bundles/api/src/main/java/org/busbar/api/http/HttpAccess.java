package org.busbar.api.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Talks HTTP to the hosts that a plug-in declared ({@code needs.hosts}, as {@code name:port}), and
 * to no other. A service, provided by plugin; each bundle has one of its own. Any thread but those
 * of control loops and connections.
 *
 * <p>It is no sandbox: a name is held to, not the address that it leads to.
 */
@ProviderType
public interface HttpAccess {
  /** The longest that an answer may take, and the time given where none is asked for. */
  Duration LONGEST = Duration.ofSeconds(30);

  /** Most bytes of a body, sent or received. */
  int LARGEST = 4 << 20;

  /**
   * Sends a request and waits for the whole answer. Blocks for as long as the request says at most.
   * Redirections are not followed: they come back as answers. At most four requests of one bundle
   * are under way at a time; more wait for their turn within their own time.
   *
   * @throws HostRefusedException where the host was not declared; nothing was sent
   * @throws IOException where there is no answer in time, it is larger than {@link #LARGEST}, or
   *     the connection fails
   */
  HttpAnswer send(HttpAsk ask) throws IOException;

  /** Asks for a page, as long as {@link #LONGEST}. */
  default HttpAnswer get(URI uri) throws IOException {
    return send(new HttpAsk("GET", uri, Map.of(), new byte[0], LONGEST));
  }
}
