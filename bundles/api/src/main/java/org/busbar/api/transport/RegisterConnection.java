package org.busbar.api.transport;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A connection to devices made of registers. It plans the reads of all devices that share it and
 * keeps a back-off per unit, so that a dead unit does not starve its neighbours.
 */
@ProviderType
public interface RegisterConnection extends Connection {
  /**
   * Reads items again and again. Items of the same unit and period are merged into as few requests
   * as the limits allow; each item is answered or failed by itself. Any thread; does not block.
   *
   * @param items what to read; all of one unit
   * @param period time between two readings, at least 1 ms, independent of any control cycle
   * @param limits what the unit can bear
   * @param listener called on the connection's thread for each item and period
   * @return handle that ends the polling
   */
  Poll poll(List<ReadItem> items, Duration period, ReadLimits limits, ReadListener listener);

  /**
   * Writes now and waits for the answer. Only within an urgent job or a read callback.
   *
   * @throws DeviceException if it was not answered, refused, or answered wrongly
   * @throws IllegalStateException on any other thread
   */
  void write(WriteItem item) throws DeviceException;

  /**
   * Reads now and waits for the answer. Only within an urgent job or a read callback.
   *
   * @return the words read, as many as the item asks for
   * @throws DeviceException if it was not answered, refused, or answered wrongly
   * @throws IllegalStateException on any other thread
   */
  Words read(ReadItem item) throws DeviceException;
}
