package org.busbar.transport.modbus;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.config.api.Settings;
import org.busbar.transport.modbus.Remote.Parity;
import org.busbar.transport.modbus.Remote.Security;

/**
 * ModbusSettings of one connection.
 *
 * @param remote the other end
 * @param timeout longest wait for the whole of one answer
 * @param connectTimeout longest wait for name resolution, connect and handshake together
 * @param pause least time between an answer and the next request, whatever the unit
 * @param share how another master may read through this connection; empty where none may
 */
record ModbusSettings(
    Remote remote,
    Duration timeout,
    Duration connectTimeout,
    Duration pause,
    Optional<Share> share) {
  private static final String HOST = "host";
  private static final String PORT = "port";
  private static final String SERIAL_PORT = "serial-port";
  private static final String BAUD = "baud";
  private static final String PARITY = "parity";
  private static final String STOP_BITS = "stop-bits";
  private static final String CA = "ca";
  private static final String CERTIFICATE = "certificate";
  private static final String KEY = "key";
  private static final String SERVER_NAME = "server-name";
  private static final String TIMEOUT = "timeout";
  private static final String CONNECT_TIMEOUT = "connect-timeout";
  private static final String PAUSE = "pause";
  private static final Pattern HOST_FORM = Pattern.compile("[A-Za-z0-9_.:%\\[\\]-]{1,253}");
  private static final List<String> BAUDS =
      List.of(
          "300", "600", "1200", "2400", "4800", "9600", "14400", "19200", "28800", "38400", "57600",
          "76800", "115200", "230400", "250000", "460800", "500000", "921600", "1000000");
  private static final Pattern ANY = Pattern.compile(".+");
  private static final Duration LEAST = Duration.ofMillis(10);
  private static final Duration MOST = Duration.ofMinutes(1);

  /** Longest frame of a serial line, bytes. */
  private static final int LONGEST_FRAME = 256;

  /** Everything that is wrong, one sentence each, naming setting, value and remedy. */
  static List<String> problems(Kind kind, ConnectionConfig config) {
    Settings settings = new Settings(config, known(kind));
    read(kind, settings);
    return settings.problems();
  }

  /** Reads the settings; throws {@link IllegalArgumentException} naming what is wrong. */
  static ModbusSettings of(Kind kind, ConnectionConfig config) {
    Settings settings = new Settings(config, known(kind));
    ModbusSettings read = read(kind, settings);
    settings.require();
    return read;
  }

  /** The peer as people write it. */
  String peer() {
    return remote.text();
  }

  private static List<String> known(Kind kind) {
    List<String> known = new ArrayList<>();
    known.addAll(
        kind == Kind.RTU
            ? List.of(SERIAL_PORT, BAUD, PARITY, STOP_BITS)
            : List.of(HOST, PORT, CONNECT_TIMEOUT));
    if (kind == Kind.TLS) {
      known.addAll(List.of(CA, CERTIFICATE, KEY, SERVER_NAME));
    }
    known.addAll(List.of(TIMEOUT, PAUSE));
    known.addAll(Share.SETTINGS);
    return known;
  }

  private static ModbusSettings read(Kind kind, Settings settings) {
    Remote remote = kind == Kind.RTU ? serial(settings) : host(kind, settings);
    Duration connect = Duration.ofSeconds(kind == Kind.TLS ? 5 : 2);
    return new ModbusSettings(
        remote,
        settings.duration(TIMEOUT, usualTimeout(remote), LEAST, MOST),
        settings.duration(CONNECT_TIMEOUT, connect, LEAST, MOST),
        settings.duration(PAUSE, Duration.ZERO, Duration.ZERO, MOST),
        Share.of(settings));
  }

  /** A second; on a slow line half a second and what the longest answer takes on its way. */
  private static Duration usualTimeout(Remote remote) {
    Duration usual = Duration.ofSeconds(1);
    if (remote instanceof Remote.Serial serial) {
      Duration slow = Duration.ofNanos(serial.nanos(LONGEST_FRAME)).plusMillis(500);
      return slow.compareTo(usual) > 0 ? slow : usual;
    }
    return usual;
  }

  private static Remote host(Kind kind, Settings settings) {
    String host = settings.required(HOST, HOST_FORM, "the name or address of the device");
    int port = settings.number(PORT, kind == Kind.TLS ? 802 : 502, 1, 65_535);
    if (kind != Kind.TLS) {
      return new Remote.Host(host, port, Optional.empty());
    }
    Security security =
        new Security(
            file(settings, CA, "the file of the certificates that sign the device's"),
            file(settings, CERTIFICATE, "the file of the gateway's own certificate"),
            file(settings, KEY, "the file of the key of that certificate"),
            settings.has(SERVER_NAME) ? settings.text(SERVER_NAME) : host);
    return new Remote.Host(host, port, Optional.of(security));
  }

  private static Path file(Settings settings, String name, String remedy) {
    String text = settings.required(name, ANY, remedy);
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      settings.problem(name, "is '" + text + "'; write " + remedy);
      return Path.of("");
    }
  }

  private static Remote serial(Settings settings) {
    String path = settings.required(SERIAL_PORT, ANY, "its path, such as /dev/ttyUSB0");
    String baud = settings.choice(BAUD, "9600", BAUDS);
    String parity = settings.choice(PARITY, "none", List.of("none", "even", "odd"));
    int stopBits = settings.number(STOP_BITS, 1, 1, 2);
    return new Remote.Serial(
        path, Integer.parseInt(baud), Parity.valueOf(parity.toUpperCase(Locale.ROOT)), stopBits);
  }
}
