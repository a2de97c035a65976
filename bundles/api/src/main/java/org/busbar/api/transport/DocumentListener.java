package org.busbar.api.transport;

import org.osgi.annotation.versioning.ConsumerType;

/** Receives documents. Called on the connection's thread; must not block. */
@ConsumerType
public interface DocumentListener {
  /** A document came. */
  void received(Source source, Document document);

  /**
   * It did not come, was refused, or is no text of acceptable length. Called at least once per
   * period in which none came, also while the connection is lost or in back-off, so that age is
   * never hidden.
   */
  void failed(Source source, DeviceException cause);
}
