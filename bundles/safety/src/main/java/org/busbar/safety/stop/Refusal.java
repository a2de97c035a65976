package org.busbar.safety.stop;

import java.util.Locale;

/** Why a site does not go where it was asked to. */
public enum Refusal {
  /** There is no such edge in the table. */
  NO_SUCH_TRANSITION,
  /** ERROR is entered by a trip or an emergency stop only. */
  NOT_ASKED_FOR,
  /** It is in ERROR and has to be reset first. */
  IN_ERROR,
  /** A gate cell is closed. */
  LATCHED,
  /** An interlock of the whole site does not hold. */
  INTERLOCKED,
  /** What stopped it is still there. */
  CAUSE_STANDS,
  /** There is nothing to reset. */
  NOTHING_LATCHED,
  /** It is on its way to ERROR. */
  BEING_STOPPED,
  /** No reason was given. */
  NO_REASON,
  /** It was reset too often within a minute. */
  TOO_OFTEN;

  /** The stable word for programs: lower case, hyphens. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
