package org.busbar.transport.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.DeviceException.NoResponse;
import org.busbar.api.transport.DeviceException.Rejected;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.testkit.api.ForeignServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Against a Modbus server that is not ours: pymodbus, from Debian's python3-pymodbus. One class for
 * each transport.
 */
@Tag("PRO-03")
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PymodbusConformance {
  private final Kind kind;
  private final Rig rig = new Rig();
  private ForeignServer server;
  Path certificates;
  private RegisterConnection connection;

  PymodbusConformance(Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    List<String> arguments =
        switch (kind) {
          case TCP -> List.of("tcp");
          case RTU -> List.of("rtu");
          case RTU_TCP -> List.of("rtu-tcp");
          case TLS -> {
            certificates = folder;
            Certificates.make(folder);
            yield List.of("tls", folder.toString());
          }
        };
    server =
        ForeignServer.pymodbus(
            PymodbusConformance.class.getResource("pymodbus_server.py").toURI(), arguments);
    Map<String, String> settings = new HashMap<>(Map.of("timeout", "500 ms"));
    if (kind == Kind.RTU) {
      settings.putAll(Map.of("serial-port", server.where(), "baud", "115200"));
    } else {
      settings.putAll(Map.of("host", "localhost", "port", server.where()));
    }
    if (kind == Kind.TLS) {
      settings.putAll(Certificates.settings(folder, "gateway"));
    }
    connection =
        new ModbusTransport(kind)
            .open(new ConnectionConfig("foreign", kind.id, settings, "test"), rig, Clock.system());
    assertEquals("connected", rig.nextTold());
  }

  ForeignServer server() {
    return server;
  }

  @AfterAll
  void stop() throws IOException {
    if (connection != null) {
      connection.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static IntUnaryOperator values(Table table) {
    return switch (table) {
      case HOLDING -> address -> 3 * address + 7 & 0xFFFF;
      case INPUT -> address -> 65_535 - address;
      case COIL -> address -> address % 3 == 0 ? 1 : 0;
      case DISCRETE_INPUT -> address -> address % 5 == 0 ? 1 : 0;
    };
  }

  @ParameterizedTest
  @EnumSource(Table.class)
  void everyRegisterIsReadAsItIsServed(Table table) {
    boolean bits = table == Table.COIL || table == Table.DISCRETE_INPUT;
    int last = bits ? 100 : 1000;
    int step = bits ? 7 : 33;
    List<ReadItem> items = new ArrayList<>();
    for (int address = bits ? 0 : 200; address < last; address += step) {
      items.add(new Registers(1, table, address, Math.min(step, last - address)));
    }
    Heard heard = new Heard();
    RegisterConnection.Poll poll =
        connection.poll(items, Duration.ofMillis(200), ReadLimits.DEFAULT, heard);
    for (int i = 0; i < 2 * items.size(); i++) {
      Heard.Call call = heard.next();
      Registers item = (Registers) call.item();
      if (!call.isReceived()) {
        fail(item + ": " + call.cause());
      }
      for (int at = 0; at < item.count(); at++) {
        int address = item.address() + at;
        assertEquals(values(table).applyAsInt(address), call.words().at(at), table + " " + address);
      }
    }
    poll.cancel();
  }

  private Words onThread(Rig.Job<Words> job) throws Exception {
    return Rig.onThread(connection, job);
  }

  @ParameterizedTest
  @EnumSource(
      value = Table.class,
      names = {"HOLDING", "COIL"})
  void whatIsWrittenIsReadBack(Table table) throws Exception {
    for (int count : new int[] {1, 2, 8, 50}) {
      int[] values =
          IntStream.range(0, count)
              .map(i -> table == Table.COIL ? i & 1 : 40_000 + 13 * i)
              .toArray();
      for (boolean single : count == 1 ? new boolean[] {true, false} : new boolean[] {false}) {
        Words back =
            onThread(
                () -> {
                  connection.write(new RegisterWrite(1, table, 120, Words.of(values), single));
                  return connection.read(new Registers(1, table, 120, count));
                });
        assertEquals(Words.of(values), back);
      }
    }
  }

  @Test
  void unitsAreToldApart() throws Exception {
    assertEquals(
        Words.of(1700, 1701),
        onThread(() -> connection.read(new Registers(17, Table.HOLDING, 0, 2))));
  }

  @Test
  void whatDoesNotExistIsRefusedWithItsCode() {
    Rejected e =
        assertThrows(
            Rejected.class,
            () -> onThread(() -> connection.read(new Registers(1, Table.HOLDING, 5000, 1))));
    assertEquals(2, e.code());
  }

  @Test
  void aUnitThatIsNotThereIsNoResponse() {
    assertThrows(
        NoResponse.class,
        () -> onThread(() -> connection.read(new Registers(99, Table.HOLDING, 0, 1))));
  }

  @Test
  void anItemBeyondTheEndFailsAloneWhereItsNeighbourIsAnswered() {
    Registers last = new Registers(1, Table.INPUT, 998, 2);
    Registers beyond = new Registers(1, Table.INPUT, 1000, 1);
    Heard heard = new Heard();
    RegisterConnection.Poll poll =
        connection.poll(List.of(last, beyond), Duration.ofMillis(100), ReadLimits.DEFAULT, heard);
    for (int i = 0; i < 4; i++) {
      Heard.Call call = heard.next();
      if (call.item().equals(last)) {
        assertEquals(Words.of(65_535 - 998, 65_535 - 999), call.words());
      } else {
        assertEquals(2, assertInstanceOf(Rejected.class, call.cause()).code());
      }
    }
    poll.cancel();
  }
}
