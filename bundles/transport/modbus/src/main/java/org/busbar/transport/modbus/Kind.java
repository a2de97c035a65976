package org.busbar.transport.modbus;

/** The ways Modbus travels. */
enum Kind {
  /** Modbus TCP. */
  TCP("modbus-tcp"),
  /** Modbus TCP within TLS, both ends with certificates. */
  TLS("modbus-tls"),
  /** Frames of the serial line, through a socket. */
  RTU_TCP("modbus-rtu-tcp"),
  /** A serial line. */
  RTU("modbus-rtu");

  final String id;

  Kind(String id) {
    this.id = id;
  }

  /** Whether frames are those of the serial line: no transaction id, but a checksum. */
  boolean isRtu() {
    return this == RTU || this == RTU_TCP;
  }
}
