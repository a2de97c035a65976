package org.busbar.api.safety;

import java.util.Optional;

/**
 * A device's gate cell. Any thread may close it; only the site's loop opens it, at a step boundary,
 * by reset.
 *
 * @param cause why it is closed; empty while it is open
 * @param epoch grows with every closing, opening and change of claim; a setpoint of a lower epoch
 *     is never written
 */
public record GateCell(Optional<Cause> cause, int epoch) {
  /** Whether setpoints may pass. */
  public boolean isOpen() {
    return cause.isEmpty();
  }
}
