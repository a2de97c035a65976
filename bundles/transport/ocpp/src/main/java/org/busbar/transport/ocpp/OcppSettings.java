package org.busbar.transport.ocpp;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.config.api.SecretFile;
import org.busbar.config.api.Settings;

/**
 * Settings of one connection.
 *
 * @param address where it listens
 * @param timeout longest wait for an answer of a station
 * @param isAsking whether a station must say its password
 * @param keyStore file with key and certificate (PKCS#12); empty where the wire is not encrypted
 * @param keyStorePassword its password
 * @param home home folder of the gateway, where secrets lie
 */
record OcppSettings(
    InetSocketAddress address,
    Duration timeout,
    boolean isAsking,
    Optional<Path> keyStore,
    String keyStorePassword,
    Path home) {
  private static final String HOST = "host";
  private static final String AUTH = "auth";
  private static final String KEY_STORE = "key-store";
  private static final String KEY_STORE_PASSWORD = "key-store-password";
  private static final List<String> KNOWN =
      List.of(HOST, "port", "timeout", AUTH, KEY_STORE, KEY_STORE_PASSWORD);
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_.:%\\[\\]-]{1,253}");

  static List<String> problems(ConnectionConfig config, Path home) {
    Settings settings = new Settings(config, KNOWN);
    read(settings, home);
    return settings.problems();
  }

  static OcppSettings of(ConnectionConfig config, Path home) {
    Settings settings = new Settings(config, KNOWN);
    OcppSettings read = read(settings, home);
    settings.require();
    return read;
  }

  private static OcppSettings read(Settings settings, Path home) {
    InetSocketAddress address = address(settings);
    boolean isAsking = settings.choice(AUTH, "none", List.of("none", "basic")).equals("basic");
    boolean isOpen = !address.isUnresolved() && !address.getAddress().isLoopbackAddress();
    if (isOpen && !isAsking) {
      settings.problem(
          AUTH,
          "is none, and anybody who reaches "
              + address.getHostString()
              + " could play a station; write basic, and each station's password into"
              + " secrets/ocpp-STATION of the home folder");
    }
    return new OcppSettings(
        address,
        settings.duration(
            "timeout", Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofMinutes(1)),
        isAsking,
        keyStore(settings, home),
        settings.secret(KEY_STORE_PASSWORD, home),
        home);
  }

  private static InetSocketAddress address(Settings settings) {
    String remedy = "an address of this machine, or 0.0.0.0 for all";
    String host = settings.has(HOST) ? settings.required(HOST, FORM, remedy) : "127.0.0.1";
    InetSocketAddress address =
        new InetSocketAddress(host, settings.number("port", 8887, 1, 65_535));
    if (address.isUnresolved()) {
      settings.problem(HOST, "is '" + host + "', which is not known; write " + remedy);
    }
    return address;
  }

  private static Optional<Path> keyStore(Settings settings, Path home) {
    if (!settings.has(KEY_STORE)) {
      return Optional.empty();
    }
    Path file = home.resolve(settings.text(KEY_STORE));
    if (!Files.isReadable(file)) {
      settings.problem(KEY_STORE, "names " + file + ", which cannot be read; name a PKCS#12 file");
    }
    return Optional.of(file);
  }

  /** What this station must say, empty where it has no password. Blocks for the file. */
  Optional<String> password(String station) {
    try {
      return Optional.of(SecretFile.read(home, "secret:ocpp-" + station));
    } catch (IllegalArgumentException noSecret) {
      return Optional.empty();
    }
  }
}
