package org.busbar.api.transport;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears of changes of a connection. Called on the connection's thread; must not block. */
@ConsumerType
public interface ConnectionListener {
  /** The peer was reached. */
  void connected();

  /** The peer was lost or could not be reached; reported once per change, not per attempt. */
  void lost(DeviceException cause);
}
