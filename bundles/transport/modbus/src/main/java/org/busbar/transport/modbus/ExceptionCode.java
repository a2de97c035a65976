package org.busbar.transport.modbus;

/** Exception codes of Modbus (Modbus Application Protocol V1.1b3, 7) in words. */
final class ExceptionCode {
  static final int ILLEGAL_ADDRESS = 2;
  static final int ILLEGAL_VALUE = 3;
  private static final int GATEWAY_PATH = 10;
  private static final int GATEWAY_TARGET = 11;

  private ExceptionCode() {}

  /** Whether a gateway says with it that it could not reach the unit. */
  static boolean meansSilence(int code) {
    return code == GATEWAY_PATH || code == GATEWAY_TARGET;
  }

  /** Whether a block of several items may be refused for the sake of one of them. */
  static boolean meansShape(int code) {
    return code == ILLEGAL_ADDRESS || code == ILLEGAL_VALUE;
  }

  static String text(int code) {
    String words =
        switch (code) {
          case 1 -> "function not supported";
          case ILLEGAL_ADDRESS -> "address does not exist";
          case ILLEGAL_VALUE -> "count or value not allowed";
          case 4 -> "device failed";
          case 5 -> "accepted, will take long";
          case 6 -> "busy";
          case 8 -> "memory parity error";
          case GATEWAY_PATH -> "gateway has no path to it";
          case GATEWAY_TARGET -> "does not answer its gateway";
          default -> "not in the specification";
        };
    return "exception " + code + " (" + words + ")";
  }
}
