package org.busbar.api.device.write;

import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.osgi.annotation.versioning.ProviderType;

/** Reads registers of one unit whose kind is not known, politely. On the thread it was given to. */
@ProviderType
public interface UnitReader {
  /**
   * Reads and waits for the answer.
   *
   * @param address first address, as on the wire
   * @param count number of registers, 1 to 125
   * @throws DeviceException if it was not answered, refused, or answered wrongly
   */
  Words read(Table table, int address, int count) throws DeviceException;
}
