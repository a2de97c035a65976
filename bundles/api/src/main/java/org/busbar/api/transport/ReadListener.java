package org.busbar.api.transport;

import org.osgi.annotation.versioning.ConsumerType;

/** Receives what a poll reads. Called on the connection's thread; must not block. */
@ConsumerType
public interface ReadListener {
  /**
   * An item was answered.
   *
   * @param item the item asked for
   * @param words its words, exactly as many as asked for
   * @param sentNanos monotonic time in ns at which the request was sent: the time of measurement
   */
  void received(ReadItem item, Words words, long sentNanos);

  /**
   * An item was not answered, refused or answered wrongly. Called once per due reading, also while
   * the unit is in back-off, so that age is never hidden.
   */
  void failed(ReadItem item, DeviceException cause);
}
