package org.busbar.profile.run;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.profile.api.Register;

/** Exponents as last read from scale registers. Confined to the connection's thread. */
final class Scales {
  private final Map<Table, Map<Integer, Integer>> exponents = new HashMap<>();

  void put(Table table, int at, int word) {
    exponents.computeIfAbsent(table, t -> new HashMap<>()).put(at, (int) (short) word);
  }

  /** The exponent of a register: 0 where it needs none, empty where it was never read. */
  OptionalInt of(Register register) {
    if (register.scaleFrom().isEmpty()) {
      return OptionalInt.of(0);
    }
    Integer exponent =
        exponents.getOrDefault(register.table(), Map.of()).get(register.scaleFrom().getAsInt());
    return exponent == null ? OptionalInt.empty() : OptionalInt.of(exponent);
  }

  /** Reads the scale register of a register where it was never read. */
  void require(RegisterConnection connection, int unit, Register register) throws DeviceException {
    if (of(register).isEmpty()) {
      int at = register.scaleFrom().orElseThrow();
      Words words = connection.read(new Registers(unit, register.table(), at, 1));
      put(register.table(), at, words.at(0));
    }
  }
}
