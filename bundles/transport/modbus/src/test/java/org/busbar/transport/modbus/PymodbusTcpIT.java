package org.busbar.transport.modbus;

class PymodbusTcpIT extends PymodbusConformance {
  PymodbusTcpIT() {
    super(Kind.TCP);
  }
}
