package org.busbar.sim.served;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be wrong with a device; one at a time, switched while it runs. */
public enum Fault {
  /** Nothing is wrong. */
  NONE,
  /** Never answers. */
  SILENT,
  /** Answers late, by default after 2 s. */
  SLOW,
  /** Registers and heartbeat stop; writes still act. */
  FROZEN,
  /** Active power has the wrong sign. */
  LYING_SIGN,
  /** Active power is ten times what it is. */
  LYING_SCALE,
  /** Writes are answered with exception 4. */
  REFUSE_WRITES,
  /** Writes are acknowledged and have no effect. */
  IGNORE_WRITES,
  /** Reads are answered with exception 4. */
  EXCEPTION,
  /** The connection is closed instead of an answer. */
  DROP,
  /** The answer is no Modbus. */
  GARBAGE,
  /** The answer stops before its end, and nothing follows. */
  CUT_SHORT;

  /** The word people write: lower case with hyphens. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The fault with this word, empty where there is none. */
  public static Optional<Fault> of(String word) {
    return Arrays.stream(values()).filter(fault -> fault.word().equals(word)).findFirst();
  }
}
