package org.busbar.transport.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.testkit.api.ForeignServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a serial line through a pair of pseudo terminals. */
class PymodbusRtuIT extends PymodbusConformance {
  private static final Registers ITEM = new Registers(17, Table.HOLDING, 0, 2);

  PymodbusRtuIT() {
    super(Kind.RTU);
  }

  private static ForeignServer plugIn(Path port) throws Exception {
    ForeignServer adapter =
        ForeignServer.pymodbus(
            PymodbusConformance.class.getResource("pymodbus_server.py").toURI(), List.of("rtu"));
    Files.deleteIfExists(port);
    Files.createSymbolicLink(port, Path.of(adapter.where()));
    return adapter;
  }

  @Test
  void anAdapterThatIsPulledOutIsToldOfAndUsedAgainWhenItIsBack(@TempDir Path folder)
      throws Exception {
    Path port = folder.resolve("adapter");
    Rig own = new Rig();
    Map<String, String> settings =
        Map.of("serial-port", port.toString(), "baud", "115200", "timeout", "200 ms");
    ConnectionConfig config = new ConnectionConfig("bus", "modbus-rtu", settings, "test");
    try (RegisterConnection line = new ModbusRtu().open(config, own, Clock.system())) {
      String missing = own.nextTold();
      assertTrue(missing.contains("does not exist"), missing);
      Heard heard = new Heard();
      line.poll(List.of(ITEM), Duration.ofMillis(50), ReadLimits.DEFAULT, heard);
      try (ForeignServer adapter = plugIn(port)) {
        assertFalse(adapter.where().isEmpty());
        assertEquals(Words.of(1700, 1701), heard.next(true).words());
        assertEquals("connected", own.nextTold());
      }
      String gone = own.nextTold();
      assertTrue(gone.startsWith("lost"), gone);
      try (ForeignServer adapter = plugIn(port)) {
        assertFalse(adapter.where().isEmpty());
        assertEquals("connected", own.nextTold());
        assertEquals(Words.of(1700, 1701), heard.next(true).words());
      }
    }
  }
}
