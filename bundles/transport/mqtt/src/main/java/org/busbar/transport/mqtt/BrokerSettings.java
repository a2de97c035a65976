package org.busbar.transport.mqtt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.config.api.Settings;

/**
 * Settings of one connection.
 *
 * @param host name or address of the broker
 * @param port TCP port
 * @param tls whether the connection is encrypted
 * @param trust whom TLS trusts, empty for the authorities of the machine
 * @param clientId name by which the broker knows us; two with one name throw each other out
 * @param user name, empty where the broker asks for none
 * @param password password, empty where there is none
 * @param qos quality of service of what is listened to, 0 or 1
 * @param keepAlive greatest silence; half as much again, and the connection is given up
 * @param timeout longest wait for an acknowledgement
 * @param connectTimeout longest wait for connect, TLS and the broker's welcome, each
 * @param maxMessage longest message in bytes that is read; a longer one is passed over
 */
record BrokerSettings(
    String host,
    int port,
    boolean tls,
    Optional<SSLContext> trust,
    String clientId,
    String user,
    String password,
    int qos,
    Duration keepAlive,
    Duration timeout,
    Duration connectTimeout,
    int maxMessage) {
  private static final List<String> KNOWN =
      List.of(
          "host",
          "port",
          "tls",
          "ca",
          "client-id",
          "user",
          "password",
          "qos",
          "keep-alive",
          "timeout",
          "connect-timeout",
          "max-message");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.:%\\[\\]-]{1,253}");
  private static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
  private static final Duration LEAST = Duration.ofMillis(10);
  private static final Duration MOST = Duration.ofMinutes(1);

  static List<String> problems(ConnectionConfig config, Path home) {
    Settings settings = new Settings(config, KNOWN);
    read(settings, config.name(), home);
    return settings.problems();
  }

  static BrokerSettings of(ConnectionConfig config, Path home) {
    Settings settings = new Settings(config, KNOWN);
    BrokerSettings read = read(settings, config.name(), home);
    settings.require();
    return read;
  }

  private static BrokerSettings read(Settings settings, String name, Path home) {
    boolean tls = settings.flag("tls", false);
    if (settings.has("ca") && !tls) {
      settings.problem("ca", "is not used; write tls: true, or leave it out");
    }
    if (settings.has("password") && !settings.has("user")) {
      settings.problem("user", "is missing; a password needs it");
    }
    String client =
        settings.has("client-id")
            ? settings.required("client-id", CLIENT, "letters and digits, at most 64")
            : "busbar-" + UUID.randomUUID().toString().substring(0, 8);
    return new BrokerSettings(
        settings.required("host", HOST, "the name or address of the broker"),
        settings.number("port", tls ? 8883 : 1883, 1, 65_535),
        tls,
        settings.trust("ca", home),
        client,
        settings.text("user"),
        settings.secret("password", home),
        settings.number("qos", 1, 0, 1),
        settings.duration(
            "keep-alive", Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMinutes(10)),
        settings.duration("timeout", Duration.ofSeconds(1), LEAST, MOST),
        settings.duration("connect-timeout", Duration.ofSeconds(2), LEAST, MOST),
        settings.number("max-message", 65_536, 64, 4_194_304));
  }

  /** The broker as people write it. */
  String peer() {
    return host + ":" + port;
  }

  @Override
  public String toString() {
    return peer() + " as " + clientId; // never the password
  }
}
