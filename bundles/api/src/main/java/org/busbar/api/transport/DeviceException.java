package org.busbar.api.transport;

/**
 * Why a device or its connection did not do what was asked. Becomes a quality, never reaches the
 * loop.
 */
public abstract sealed class DeviceException extends Exception {
  private static final long serialVersionUID = 1L;

  private DeviceException(String message) {
    super(message);
  }

  /** No connection, or no answer within the response time-out. What was written may have acted. */
  public static final class NoResponse extends DeviceException {
    private static final long serialVersionUID = 1L;

    /** With what was tried and how long. */
    public NoResponse(String message) {
      super(message);
    }
  }

  /** The device answered with a refusal. */
  public static final class Rejected extends DeviceException {
    private static final long serialVersionUID = 1L;
    private final int code;

    /**
     * With the device's code.
     *
     * @param code code as on the wire (Modbus exception code)
     */
    public Rejected(String message, int code) {
      super(message);
      this.code = code;
    }

    /** The device's code. */
    public int code() {
      return code;
    }
  }

  /** The device answered something that is not an answer to what was asked. */
  public static final class Malformed extends DeviceException {
    private static final long serialVersionUID = 1L;

    /** With what was wrong. */
    public Malformed(String message) {
      super(message);
    }
  }
}
