package org.busbar.transport.modbus;

import org.busbar.api.transport.Transport;
import org.osgi.service.component.annotations.Component;

/** Modbus TCP as a kind of connection. */
@Component(service = Transport.class)
public final class ModbusTcp extends ModbusTransport {
  /** Without state: each connection is its own. */
  public ModbusTcp() {
    super(Kind.TCP);
  }
}
