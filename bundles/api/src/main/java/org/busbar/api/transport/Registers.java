package org.busbar.api.transport;

/**
 * A run of Modbus registers or bits.
 *
 * @param unit unit id, 0 to 255
 * @param table which table
 * @param address first address, 0 to 65535, as on the wire
 * @param count how many, at least 1; a register table at most 125, a bit table at most 2000
 */
public record Registers(int unit, Table table, int address, int count) implements ReadItem {
  /** Checks the ranges; throws {@link IllegalArgumentException} naming the wrong one. */
  public Registers {
    int most = table == Table.COIL || table == Table.DISCRETE_INPUT ? 2000 : 125;
    if (unit < 0 || unit > 255) {
      throw new IllegalArgumentException("unit " + unit + " is not in 0..255");
    }
    if (count < 1 || count > most) {
      throw new IllegalArgumentException("count " + count + " is not in 1.." + most);
    }
    if (address < 0 || address + count > 65_536) {
      throw new IllegalArgumentException("registers " + address + "+" + count + " beyond 65535");
    }
  }
}
