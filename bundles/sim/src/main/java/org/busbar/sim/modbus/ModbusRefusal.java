package org.busbar.sim.modbus;

/** A request that a unit refuses, answered as an exception response. */
public final class ModbusRefusal extends Exception {
  private static final long serialVersionUID = 1;

  public static final int ILLEGAL_FUNCTION = 1;
  public static final int ILLEGAL_ADDRESS = 2;
  public static final int ILLEGAL_VALUE = 3;
  public static final int DEVICE_FAILURE = 4;
  public static final int TARGET_SILENT = 11;

  private final int code;

  public ModbusRefusal(int code) {
    super("Modbus exception " + code, null, false, false);
    this.code = code;
  }

  /** The exception code as on the wire. */
  public int code() {
    return code;
  }
}
