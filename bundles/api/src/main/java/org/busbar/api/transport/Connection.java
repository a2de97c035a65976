package org.busbar.api.transport;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One connection with one platform thread, on which all of its I/O and all of its callbacks run. It
 * plans the reads of all devices that share it, keeps a back-off per unit so that a dead unit does
 * not starve its neighbours, and reconnects by itself. Held by safety; drivers get a view of it for
 * the life of their session; it is never a service.
 */
@ProviderType
public interface Connection extends AutoCloseable {
  /** Its name in site.yaml. */
  String name();

  /** Longest time an urgent job may wait for the request in flight: the response time-out. */
  Duration responseTimeout();

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
   * Runs a job on the connection's thread as soon as the request in flight has ended, ahead of all
   * reads. Any thread; does not block. The only way to write.
   *
   * @throws IllegalStateException once the connection is closed: the job would never run
   */
  void urgent(Runnable job);

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

  /** What has happened on this connection so far. Any thread. */
  ConnectionCounters counters();

  /**
   * Runs the urgent jobs that wait, then ends the thread and closes the wire; waits at most 2 s.
   */
  @Override
  void close();

  /** A running poll. */
  @ProviderType
  interface Poll {
    /** Ends it; no callback is made after the one that may be running. Any thread. */
    void cancel();
  }
}
