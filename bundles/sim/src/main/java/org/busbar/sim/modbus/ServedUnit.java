package org.busbar.sim.modbus;

import org.busbar.api.transport.Table;

/** What answers for one unit id. Called on the threads of the server's connections. */
public interface ServedUnit {
  /** The words (or bits, one per word) of a run of registers. */
  int[] read(Table table, int address, int count) throws ModbusRefusal;

  /** Takes a run of registers (or bits) written by the client. */
  void write(Table table, int address, int[] words) throws ModbusRefusal;

  /** How the unit behaves towards one request; asked before each. */
  default Conduct conduct(int function) {
    return Conduct.HONEST;
  }
}
