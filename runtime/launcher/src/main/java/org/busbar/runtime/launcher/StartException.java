package org.busbar.runtime.launcher;

import java.io.IOException;

/** The gateway must not start; the message is for the person who started it. */
final class StartException extends IOException {
  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }
}
