package org.busbar.transport.modbus;

import org.busbar.api.transport.Transport;
import org.osgi.service.component.annotations.Component;

/** Modbus on a serial line as a kind of connection. */
@Component(service = Transport.class)
public final class ModbusRtu extends ModbusTransport {
  /** Without state: each connection is its own. */
  public ModbusRtu() {
    super(Kind.RTU);
  }
}
