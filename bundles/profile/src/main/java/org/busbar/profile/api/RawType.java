package org.busbar.profile.api;

/** How a value is laid down in registers. */
public enum RawType {
  /** Unsigned, 16 bits. */
  U16(1),
  /** Two's complement, 16 bits. */
  I16(1),
  /** Unsigned, 32 bits. */
  U32(2),
  /** Two's complement, 32 bits. */
  I32(2),
  /** Unsigned, 64 bits; values beyond 2^53 lose their last digits. */
  U64(4),
  /** Two's complement, 64 bits; values beyond 2^53 lose their last digits. */
  I64(4),
  /** IEEE 754 single; NaN is unknown. */
  F32(2),
  /** IEEE 754 double; NaN is unknown. */
  F64(4),
  /** Unsigned, 16 bits, each number translated by a table. */
  ENUM(1),
  /** Unsigned, 32 bits, each number translated by a table. */
  ENUM32(2),
  /** Unsigned, 16 bits, taken as a set of bits. */
  BITS(1),
  /** Unsigned, 32 bits, taken as a set of bits. */
  BITS32(2),
  /** One bit: of a register, or a coil or discrete input. */
  BOOL(1);

  private final int words;

  RawType(int words) {
    this.words = words;
  }

  /** Number of registers. */
  public int words() {
    return words;
  }

  /** Whether it is a floating point number. */
  public boolean isFloat() {
    return this == F32 || this == F64;
  }

  /** Whether its numbers are translated by a table. */
  public boolean isEnum() {
    return this == ENUM || this == ENUM32;
  }

  /** Whether its most significant bit is a sign. */
  public boolean isSigned() {
    return this == I16 || this == I32 || this == I64 || isFloat();
  }
}
