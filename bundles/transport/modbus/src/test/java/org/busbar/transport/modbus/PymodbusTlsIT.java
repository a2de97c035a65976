package org.busbar.transport.modbus;

class PymodbusTlsIT extends PymodbusConformance {
  PymodbusTlsIT() {
    super(Kind.TLS);
  }
}
