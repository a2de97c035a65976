package org.busbar.runtime.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.busbar.api.transport.Table;
import org.busbar.sim.modbus.Conduct;
import org.busbar.sim.modbus.ModbusRefusal;
import org.busbar.sim.modbus.ModbusServer;
import org.busbar.sim.modbus.ServedUnit;

/**
 * The devices of a yard behind real sockets, with what the monitors want to know of each request.
 */
final class Served implements AutoCloseable {
  private static final Object WIRE = new Object();

  private final Map<Integer, Integer> ports = new TreeMap<>();
  private final List<ModbusServer> servers = new ArrayList<>();

  Served(Yard yard, WorldClock clock) throws IOException {
    for (Map.Entry<Integer, Map<Integer, ShownUnit>> port : yard.ports().entrySet()) {
      Map<Integer, ServedUnit> units = new HashMap<>();
      port.getValue().forEach((id, unit) -> units.put(id, new Heard(unit, clock)));
      ModbusServer server = new ModbusServer(0, units, clock);
      servers.add(server);
      ports.put(port.getKey(), server.port());
    }
  }

  /** Which port of the yard is behind which of the machine. */
  Map<Integer, Integer> ports() {
    return ports;
  }

  @Override
  public void close() {
    for (ModbusServer server : servers) {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Notes when what was asked. */
  private record Heard(ShownUnit unit, WorldClock clock) implements ServedUnit {
    @Override
    public int[] read(Table table, int address, int count) throws ModbusRefusal {
      int[] words = unit.read(table, address, count);
      unit.answered(clock.elapsed());
      return words;
    }

    @Override
    public void write(Table table, int address, int[] words) throws ModbusRefusal {
      unit.begun(WIRE, clock.elapsed());
      unit.write(table, address, words);
      if (!unit.sets(table, address, words.length)) {
        unit.prepared(clock.elapsed());
      }
    }

    @Override
    public Conduct conduct(int function) {
      return unit.conduct(function);
    }
  }
}
