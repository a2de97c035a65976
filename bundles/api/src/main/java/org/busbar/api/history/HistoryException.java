package org.busbar.api.history;

/** The store could not do it: the disk is full, a file is damaged or of a later version. */
public final class HistoryException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With what failed, in one sentence for people, and its cause. */
  public HistoryException(String message, Throwable cause) {
    super(message, cause);
  }

  /** With what failed, in one sentence for people. */
  public HistoryException(String message) {
    super(message);
  }
}
