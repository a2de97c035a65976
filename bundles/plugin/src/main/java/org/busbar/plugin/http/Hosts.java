package org.busbar.plugin.http;

import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Hosts that may be talked to.
 *
 * @param names {@code name:port} in lower case
 */
record Hosts(Set<String> names) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /** As they stand in a feature; {@code name} alone is its port 443. */
  static Hosts of(Collection<String> declared) {
    return new Hosts(
        declared.stream()
            .map(each -> each.strip().toLowerCase(Locale.ROOT))
            .map(each -> each.matches(".*:[0-9]+") ? each : each + ":" + HTTPS)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /**
   * The host of a request as {@code name:port}.
   *
   * @throws IllegalArgumentException where it has none, or more than one could be meant
   */
  static String of(URI uri) {
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    if (!secure && !"http".equalsIgnoreCase(uri.getScheme())) {
      throw new IllegalArgumentException("only http and https are spoken: " + uri);
    }
    String host = uri.getHost();
    if (host == null || uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException("this names no host, or a user too: " + uri);
    }
    int port = uri.getPort() < 0 ? (secure ? HTTPS : HTTP) : uri.getPort();
    String name = host.toLowerCase(Locale.ROOT);
    return (name.endsWith(".") ? name.substring(0, name.length() - 1) : name) + ":" + port;
  }

  boolean has(String host) {
    return names.contains(host);
  }
}
