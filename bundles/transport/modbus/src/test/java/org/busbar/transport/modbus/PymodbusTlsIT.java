package org.busbar.transport.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Within TLS, and everything that is to keep two ends apart. */
class PymodbusTlsIT extends PymodbusConformance {
  private static final Registers ITEM = new Registers(17, Table.HOLDING, 0, 2);

  PymodbusTlsIT() {
    super(Kind.TLS);
  }

  private RegisterConnection open(Rig rig, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(Certificates.settings(certificates, "gateway"));
    settings.putAll(Map.of("host", "localhost", "port", server().where(), "timeout", "500 ms"));
    settings.putAll(more);
    settings.replaceAll((name, value) -> value.replace("DIR", certificates.toString()));
    return new ModbusTls(certificates)
        .open(new ConnectionConfig("store", "modbus-tls", settings, "test"), rig, Clock.system());
  }

  @ParameterizedTest
  @CsvSource({
    "host, 127.0.0.1, 'No subject alternative names matching IP address 127.0.0.1'",
    "server-name, store.local, 'No subject alternative DNS name matching store.local'",
    "ca, stranger.pem, PKIX path",
    "ca, DIR/none.pem, does not exist",
    "ca, DIR/server.key, ca file",
    "key, DIR/old.key, openssl pkcs8 -topk8",
    "certificate, DIR/expired.pem, expired",
  })
  void whatDoesNotFitIsNamedAndNothingIsRead(String setting, String value, String text)
      throws Exception {
    Rig own = new Rig();
    try (RegisterConnection connection = open(own, Map.of(setting, value))) {
      Heard heard = new Heard();
      connection.poll(List.of(ITEM), Duration.ofMillis(50), ReadLimits.DEFAULT, heard);
      String told = own.nextTold();
      assertTrue(told.startsWith("lost: ") && told.contains(text), told);
      assertTrue(heard.next().cause() != null);
      assertTrue(own.nothingElseTold());
    }
  }

  @Test
  void aServerThatDoesNotTrustOurCertificateIsNotReadFrom() throws Exception {
    Rig own = new Rig();
    Map<String, String> stranger = Map.of("certificate", "stranger.pem", "key", "stranger.key");
    try (RegisterConnection connection = open(own, stranger)) {
      Heard heard = new Heard();
      connection.poll(List.of(ITEM), Duration.ofMillis(50), ReadLimits.DEFAULT, heard);
      String told = own.nextTold();
      told = told.equals("connected") ? own.nextTold() : told;
      assertTrue(told.startsWith("lost: "), told);
      for (int i = 0; i < 3; i++) {
        assertTrue(heard.next().cause() != null);
      }
    }
  }

  @Test
  void aServerReachedByItsAddressIsKnownByItsName() throws Exception {
    Rig own = new Rig();
    Map<String, String> named = Map.of("host", "127.0.0.1", "server-name", "localhost");
    try (RegisterConnection connection = open(own, named)) {
      Heard heard = new Heard();
      connection.poll(List.of(ITEM), Duration.ofMillis(50), ReadLimits.DEFAULT, heard);
      assertEquals(Words.of(1700, 1701), heard.next(true).words());
    }
  }
}
