package org.busbar.api.control;

import java.util.List;

/**
 * What one step of a control mode gives back.
 *
 * @param next the state for its next step
 * @param asks what it asks for now, at most 256; replaces all it asked for before
 * @param <S> the mode's state
 */
public record Step<S extends Record>(S next, List<Ask> asks) {
  /** Copies the asks. */
  public Step {
    asks = List.copyOf(asks);
  }
}
