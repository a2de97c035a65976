package org.busbar.profile.api;

import java.util.OptionalInt;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;

/**
 * Where a value lies and how it is coded there.
 *
 * @param table table of Modbus
 * @param at first address, as on the wire, 0 to 65535
 * @param coding how it is coded
 * @param scaleFrom address, in the same table, of a signed 16-bit power of ten that multiplies the
 *     raw number; empty where there is none
 */
public record Register(Table table, int at, Coding coding, OptionalInt scaleFrom) {
  /** Checks the address; throws {@link IllegalArgumentException} naming it. */
  public Register {
    if (at < 0 || at + coding.type().words() > 65_536) {
      throw new IllegalArgumentException("address " + at + " is beyond 65535");
    }
  }

  /** A register without a scale register. */
  public static Register of(Table table, int at, Coding coding) {
    return new Register(table, at, coding, OptionalInt.empty());
  }

  /** Number of registers. */
  public int size() {
    return coding.type().words();
  }

  /** What to read of a unit for it. */
  public Registers of(int unit) {
    return new Registers(unit, table, at, size());
  }

  /** The same place coded differently. */
  public Register with(Coding other) {
    return new Register(table, at, other, scaleFrom);
  }
}
