package org.busbar.api.http;

import java.io.IOException;

/** A plug-in asked for a host that it did not declare. Nothing was sent. */
public final class HostRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With what was asked for, and what may be. */
  public HostRefusedException(String message) {
    super(message);
  }
}
