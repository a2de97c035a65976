package org.busbar.transport.modbus;

import java.nio.file.Path;
import java.util.Optional;
import org.busbar.api.transport.Transport;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Modbus TCP within TLS, certificates at both ends, as a kind of connection. */
@Component(service = Transport.class)
public final class ModbusTls extends ModbusTransport {
  /** With the home folder of this gateway, where certificates lie. */
  @Activate
  public ModbusTls(BundleContext context) {
    this(Path.of(Optional.ofNullable(context.getProperty("busbar.home")).orElse(".")));
  }

  ModbusTls(Path home) {
    super(Kind.TLS, home);
  }
}
