package org.busbar.transport.modbus;

import org.busbar.api.transport.Transport;
import org.osgi.service.component.annotations.Component;

/** Frames of the serial line through a socket as a kind of connection. */
@Component(service = Transport.class)
public final class ModbusRtuTcp extends ModbusTransport {
  /** Without state: each connection is its own. */
  public ModbusRtuTcp() {
    super(Kind.RTU_TCP);
  }
}
