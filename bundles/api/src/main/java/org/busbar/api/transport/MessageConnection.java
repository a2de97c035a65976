package org.busbar.api.transport;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A connection to devices that speak in named documents: paths of an HTTP server, topics of an MQTT
 * broker. A document that does not come does not hold up its neighbours.
 */
@ProviderType
public interface MessageConnection extends Connection {
  /**
   * Takes a document again and again: asks for it once per period where the transport asks (HTTP),
   * listens to all that come where it listens (MQTT). Any thread; does not block.
   *
   * @param source which document
   * @param period time between two, from 10 ms to 1 day; where the transport listens, the time
   *     within which one is expected
   * @param listener called on the connection's thread
   * @return handle that ends it
   * @throws IllegalArgumentException naming what the transport cannot address
   */
  Poll watch(Source source, Duration period, DocumentListener listener);

  /**
   * Sends now and waits until it is acknowledged, at most the response time-out: by an answer of
   * the device (HTTP), by the broker (MQTT), which says nothing of the device behind it. Only
   * within an urgent job or a callback.
   *
   * @throws DeviceException if it was not acknowledged or refused
   * @throws IllegalArgumentException naming what the transport cannot address
   * @throws IllegalStateException on any other thread
   */
  void write(Message message) throws DeviceException;

  /**
   * Takes a document now and waits for it, at most the response time-out. Where the transport
   * listens it is the first that came since the last {@link #write} or since it was asked for and
   * was not read yet: it may have been under way before the device heard of the write. Only within
   * an urgent job or a callback.
   *
   * @return the document, never a retained one
   * @throws DeviceException if it did not come, was refused, or is no text of acceptable length
   * @throws IllegalArgumentException naming what the transport cannot address
   * @throws IllegalStateException on any other thread
   */
  Document read(Source source) throws DeviceException;
}
