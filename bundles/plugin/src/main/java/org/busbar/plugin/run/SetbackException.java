package org.busbar.plugin.run;

/** A change does no good and is taken back. The message is one sentence for people. */
final class SetbackException extends Exception {
  private static final long serialVersionUID = 1L;

  SetbackException(String message) {
    super(message);
  }
}
