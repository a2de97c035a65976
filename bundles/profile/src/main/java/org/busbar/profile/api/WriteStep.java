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

  /**
   * A constant: an operating mode, an enable register.
   *
   * @param table table
   * @param at address
   * @param words what is written
   * @param single function code 6 or 5
   */
  record Constant(Table table, int at, Words words, boolean single) implements WriteStep {}

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
