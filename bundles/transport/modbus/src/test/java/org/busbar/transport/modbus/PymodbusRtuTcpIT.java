package org.busbar.transport.modbus;

class PymodbusRtuTcpIT extends PymodbusConformance {
  PymodbusRtuTcpIT() {
    super(Kind.RTU_TCP);
  }
}
