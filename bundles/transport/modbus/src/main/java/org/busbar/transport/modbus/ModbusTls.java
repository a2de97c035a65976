package org.busbar.transport.modbus;

import org.busbar.api.transport.Transport;
import org.osgi.service.component.annotations.Component;

/** Modbus TCP within TLS, certificates at both ends, as a kind of connection. */
@Component(service = Transport.class)
public final class ModbusTls extends ModbusTransport {
  /** Without state: each connection is its own. */
  public ModbusTls() {
    super(Kind.TLS);
  }
}
