package org.busbar.api.transport;

/** The four tables of Modbus (Modbus Application Protocol V1.1b3, 4.3). */
public enum Table {
  /** Single bits, read and write; function codes 1, 5, 15. */
  COIL,
  /** Single bits, read only; function code 2. */
  DISCRETE_INPUT,
  /** 16-bit registers, read only; function code 4. */
  INPUT,
  /** 16-bit registers, read and write; function codes 3, 6, 16. */
  HOLDING
}
