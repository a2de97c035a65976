package org.busbar.plugin.change;

/** A change does no good and is taken back. The message is one sentence for people. */
public final class SetbackException extends Exception {
  private static final long serialVersionUID = 1L;

  public SetbackException(String message) {
    super(message);
  }
}
