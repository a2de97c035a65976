package org.busbar.api.transport;

/**
 * A write of consecutive Modbus registers or coils.
 *
 * @param unit unit id, 0 to 255
 * @param table {@link Table#HOLDING} or {@link Table#COIL}
 * @param address first address, as on the wire
 * @param words what to write, each 0 to 65535 (coils: 0 or 1)
 * @param single whether one register must be written with function code 6 (5 for a coil) instead of
 *     16 (15)
 */
public record RegisterWrite(int unit, Table table, int address, Words words, boolean single)
    implements WriteItem {
  /** Checks the ranges; throws {@link IllegalArgumentException} naming the wrong one. */
  public RegisterWrite {
    if (table != Table.HOLDING && table != Table.COIL) {
      throw new IllegalArgumentException(table + " cannot be written");
    }
    if (unit < 0 || unit > 255 || address < 0 || address + words.size() > 65_536) {
      throw new IllegalArgumentException(
          "unit " + unit + " or address " + address + " is out of range");
    }
    if (words.size() < 1 || words.size() > 123 || (single && words.size() != 1)) {
      throw new IllegalArgumentException(words.size() + " words cannot be written at once");
    }
  }
}
