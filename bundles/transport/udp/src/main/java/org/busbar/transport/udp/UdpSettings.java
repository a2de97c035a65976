package org.busbar.transport.udp;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.config.api.Settings;

/**
 * Settings of one connection.
 *
 * @param host name or address of the device
 * @param port where it listens
 * @param localPort from where it is asked, 0 for any; devices that answer to a port of their own
 *     choice need it, several connections may share it
 * @param timeout longest wait for an answer
 * @param pause least time between a datagram that is sent, or its answer, and the next; where one
 *     is set, the next question waits for the answer to the one before, at most {@code timeout}
 * @param maxDatagram longest datagram in bytes; a longer one is none
 */
record UdpSettings(
    String host, int port, int localPort, Duration timeout, Duration pause, int maxDatagram) {
  private static final String HOST = "host";
  private static final String PORT = "port";
  private static final List<String> KNOWN =
      List.of(HOST, PORT, "local-port", "timeout", "pause", "max-datagram");
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_.:%\\[\\]-]{1,253}");

  static List<String> problems(ConnectionConfig config) {
    Settings settings = new Settings(config, KNOWN);
    read(settings);
    return settings.problems();
  }

  static UdpSettings of(ConnectionConfig config) {
    Settings settings = new Settings(config, KNOWN);
    UdpSettings read = read(settings);
    settings.require();
    return read;
  }

  private static UdpSettings read(Settings settings) {
    if (!settings.has(PORT)) {
      settings.problem(PORT, "is missing; write the port the device listens on");
    }
    return new UdpSettings(
        settings.required(HOST, FORM, "the name or address of the device"),
        settings.number(PORT, 1, 1, 65_535),
        settings.number("local-port", 0, 0, 65_535),
        settings.duration(
            "timeout", Duration.ofMillis(500), Duration.ofMillis(10), Duration.ofMinutes(1)),
        settings.duration("pause", Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10)),
        settings.number("max-datagram", 2_048, 16, 65_507));
  }

  String peer() {
    return host + ":" + port;
  }
}
