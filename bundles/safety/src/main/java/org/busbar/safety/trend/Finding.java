package org.busbar.safety.trend;

/**
 * Something in the course of a value that does not belong there.
 *
 * @param kind what it is
 * @param text one sentence for people without the name of the point, with value and threshold
 */
public record Finding(Kind kind, String text) {
  /** Kinds of findings. */
  public enum Kind {
    /** Changes faster than its load explains. */
    RATE,
    /** Will be at its limit soon if it goes on like this. */
    AHEAD,
    /** Jumped further than the quantity can. */
    STEP,
    /** Does not move although what moves it does. */
    STUCK,
    /** Goes to and fro. */
    OSCILLATION,
    /** Leaves its neighbours slowly. */
    DRIFT
  }
}
