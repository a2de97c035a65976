package org.busbar.drivers.registermap;

/** How a number is coded; the high word comes first. */
public enum Coded {
  /** Unsigned, one register. */
  U16(1),
  /** Signed, one register. */
  I16(1),
  /** Unsigned, two registers. */
  U32(2),
  /** Signed, two registers. */
  I32(2),
  /** IEEE 754, two registers. */
  F32(2);

  private final int words;

  Coded(int words) {
    this.words = words;
  }

  /** How many registers it takes. */
  int words() {
    return words;
  }
}
