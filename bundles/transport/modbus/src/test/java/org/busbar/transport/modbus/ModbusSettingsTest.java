package org.busbar.transport.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.vocabulary.NodeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModbusSettingsTest {
  private static ModbusSettings of(Map<String, String> settings) {
    return ModbusSettings.of(
        Kind.TCP, new ConnectionConfig("inv", "modbus-tcp", settings, "site.yaml:4"));
  }

  @Test
  void whatIsNotSaidHasItsDefault() {
    ModbusSettings settings = of(Map.of("host", "meter.local"));
    assertEquals(Duration.ofSeconds(1), settings.timeout());
    assertEquals(Duration.ofSeconds(2), settings.connectTimeout());
    assertEquals(Duration.ZERO, settings.pause());
    assertEquals("meter.local:502", settings.peer());
  }

  @Test
  void durationsAreWrittenWithTheirUnit() {
    ModbusSettings settings =
        of(Map.of("host", "::1", "timeout", "50 ms", "connect-timeout", "1.5s", "pause", "20ms"));
    assertEquals(Duration.ofMillis(50), settings.timeout());
    assertEquals(Duration.ofMillis(1500), settings.connectTimeout());
    assertEquals(Duration.ofMillis(20), settings.pause());
  }

  @ParameterizedTest
  @CsvSource({
    "prot, 502, Did you mean 'port'?",
    "time-out, 1 s, Did you mean 'timeout'?",
    "conect-timeout, 1 s, Did you mean 'connect-timeout'?",
    "port, 0, write a number from 1 to 65535",
    "port, 70000, write a number from 1 to 65535",
    "port, http, write a number from 1 to 65535",
    "timeout, 50, write 10 ms to 60 s",
    "timeout, 5 h, write 10 ms to 60 s",
    "timeout, 1 ms, write 10 ms to 60 s",
    "timeout, 2 min, write 10 ms to 60 s",
    "host, http://x/, write the name or address",
    "host, '', is missing",
  })
  void aWrongSettingIsNamedWithItsRemedy(String name, String value, String remedy) {
    Map<String, String> settings = new HashMap<>(Map.of("host", "127.0.0.1"));
    settings.put(name, value);
    String message = assertThrows(IllegalArgumentException.class, () -> of(settings)).getMessage();
    assertTrue(message.contains("'" + name + "'"), message);
    assertTrue(message.contains(remedy), message);
    assertTrue(message.contains("connection 'inv'"), message);
  }

  @Test
  void allThatIsWrongIsToldTogetherWithoutOpening() {
    ModbusTcp modbus = new ModbusTcp();
    Map<String, String> settings = Map.of("prot", "502", "port", "0", "timeout", "50");
    ConnectionConfig connection =
        new ConnectionConfig("inv", "modbus-tcp", settings, "site.yaml:4");
    assertEquals(4, modbus.problems(connection).size(), modbus.problems(connection)::toString);
    assertEquals(List.of(), modbus.problems(device(255)));
    assertEquals(
        List.of("unit '256' is out of range. Write a number from 0 to 255"),
        modbus.problems(device(256)));
  }

  private static List<String> problems(Kind kind, Map<String, String> settings) {
    return ModbusSettings.problems(
        kind, new ConnectionConfig("bus", kind.id, settings, "site.yaml:4"));
  }

  @Test
  void aSerialLineKnowsItsPortAndHowLongItsLongestAnswerTakes() {
    Map<String, String> settings =
        Map.of("serial-port", "/dev/ttyUSB0", "baud", "1200", "parity", "even");
    ConnectionConfig config = new ConnectionConfig("bus", "modbus-rtu", settings, "site.yaml:4");
    ModbusSettings slow = ModbusSettings.of(Kind.RTU, config);
    assertEquals("/dev/ttyUSB0 at 1200 baud", slow.peer());
    Remote.Serial serial = (Remote.Serial) slow.remote();
    assertEquals(2_346, serial.nanos(256) / 1_000_000, "256 characters of 11 bits, in ms");
    assertEquals(2_846, slow.timeout().toMillis());
    assertEquals(32_083, serial.silenceNanos() / 1_000, "3.5 characters");
  }

  @ParameterizedTest
  @CsvSource({
    "RTU, baud, 9601, Did you mean '9600'?",
    "RTU, parity, mark, 'Known are: even, none, odd'",
    "RTU, stop-bits, 3, write a number from 1 to 2",
    "RTU, host, plc, Known are",
    "RTU, serial-port, '', 'is missing; write its path'",
    "RTU_TCP, baud, 9600, is unknown",
    "TCP, ca, ca.pem, is unknown",
    "TLS, key, '', is missing; write the file of the key",
    "TLS, ca, '', is missing; write the file of the certificates",
    "TCP, proxy-age, 1 s, has no effect without 'proxy-port'",
  })
  void eachTransportNamesWhatItDoesNotKnow(Kind kind, String name, String value, String remedy) {
    Map<String, String> settings = new HashMap<>(Map.of("host", "127.0.0.1"));
    if (kind == Kind.RTU) {
      settings = new HashMap<>(Map.of("serial-port", "/dev/ttyUSB0"));
    } else if (kind == Kind.TLS) {
      settings.putAll(Map.of("ca", "ca.pem", "certificate", "own.pem", "key", "own.key"));
    }
    assertEquals(List.of(), problems(kind, settings));
    settings.put(name, value);
    List<String> problems = problems(kind, settings);
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.getFirst().contains("'" + name + "'"), problems::toString);
    assertTrue(problems.getFirst().contains(remedy), problems::toString);
  }

  @Test
  void unitsOfASerialLineGoFrom1To247() {
    assertEquals(List.of(), new ModbusRtu().problems(device(247)));
    assertEquals(
        List.of("unit '0' is out of range. Write a number from 1 to 247"),
        new ModbusRtuTcp().problems(device(0)));
  }

  private static DeviceConfig device(int unit) {
    return new DeviceConfig(
        new NodeId("bat1"), "profile", "b", "inv", unit, Map.of(), Set.of(), "site.yaml:7");
  }
}
