package org.busbar.transport.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.testkit.api.Heard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerSettingsTest {
  @TempDir Path home;

  private static ConnectionConfig config(String... settings) {
    Map<String, String> all = new HashMap<>(Map.of("host", "broker"));
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return new ConnectionConfig("b", "mqtt", all, "t");
  }

  @Test
  void whatIsNotSaidIsAsTheReferenceSays() {
    BrokerSettings plain = BrokerSettings.of(config(), home);
    assertEquals(1883, plain.port());
    assertEquals(10, plain.keepAlive().toSeconds());
    assertEquals(1, plain.qos());
    assertTrue(plain.clientId().matches("busbar-[0-9a-f]{8}"));
    assertFalse(plain.clientId().equals(BrokerSettings.of(config(), home).clientId()));
    assertEquals(8883, BrokerSettings.of(config("tls", "true"), home).port());
    assertFalse(plain.toString().contains("password"));
  }

  @Test
  void wrongSettingsAreNamedWithTheirRemedy() {
    Map<String, ConnectionConfig> wrong =
        Map.of(
            "'host' is 'a b'", config("host", "a b"),
            "'port' is '0'", config("port", "0"),
            "'qos' is '2'", config("qos", "2"),
            "'tls' is 'yes'", config("tls", "yes"),
            "'ca' is not used", config("ca", "x.pem"),
            "'ca' names", config("tls", "true", "ca", "none.pem"),
            "'user' is missing", config("password", "secret:x"),
            "'password' is no reference", config("user", "a", "password", "plain"),
            "'keep-alive' is '1'", config("keep-alive", "1"),
            "Did you mean 'timeout'?", config("timeot", "1 s"));
    wrong.forEach(
        (message, config) -> {
          List<String> problems = new Mqtt(home).problems(config);
          assertTrue(problems.toString().contains(message), () -> message + " in " + problems);
          assertThrows(
              IllegalArgumentException.class,
              () -> new Mqtt(home).open(config, new Heard(), Clock.system()).close());
        });
  }
}
