package org.busbar.profile.api;

import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;

/** One request of a write, in the order in which the device wants them. */
public sealed interface WriteStep {
  /** First address written. */
  int at();

  /** Whether function code 6 (5 for a coil) must be used instead of 16 (15). */
  boolean single();

  /** Table that is written. */
  Table table();

  /** Number of registers written. */
  default int size() {
    return switch (this) {
      case Constant constant -> constant.words().size();
      case Value value -> value.register().size();
      case Derived derived -> derived.register().size();
      case Timer timer -> timer.register().size();
    };
  }

  /**
   * A constant: an operating mode, an enable register.
   *
   * @param table table
   * @param at address
   * @param words what is written
   * @param single function code 6 or 5
   * @param ifDifferent whether it is read first and written only where the device holds something
   *     else: registers that wear
   */
  record Constant(Table table, int at, Words words, boolean single, boolean ifDifferent)
      implements WriteStep {
    /** A constant that is written each time. */
    public Constant(Table table, int at, Words words, boolean single) {
      this(table, at, words, single, false);
    }
  }

  /**
   * The commanded value.
   *
   * @param register where and how; encodes from the unit of the quantity, positive into the busbar
   * @param single function code 6 or 5
   */
  record Value(Register register, boolean single) implements WriteStep {
    @Override
    public Table table() {
      return register.table();
    }

    @Override
    public int at() {
      return register.at();
    }
  }

  /**
   * What follows from the commanded value: a direction, a magnitude.
   *
   * @param register where and how; encodes from the unit of the quantity
   * @param formula what is written, of {@link Formula#VALUE} alone
   * @param single function code 6 or 5
   */
  record Derived(Register register, Formula formula, boolean single) implements WriteStep {
    @Override
    public Table table() {
      return register.table();
    }

    @Override
    public int at() {
      return register.at();
    }

    /** What is written for a commanded value, in the unit of the quantity. */
    public double of(double value) {
      return formula.evaluate(_ -> value);
    }
  }

  /**
   * The device's own reversion timer, set to the time the profile declares.
   *
   * @param register where and how; encodes from seconds
   * @param single function code 6 or 5
   */
  record Timer(Register register, boolean single) implements WriteStep {
    @Override
    public Table table() {
      return register.table();
    }

    @Override
    public int at() {
      return register.at();
    }
  }
}
