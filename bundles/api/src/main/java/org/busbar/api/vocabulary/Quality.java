package org.busbar.api.vocabulary;

/** How far a sample may be trusted. */
public enum Quality {
  /** Measured, checked at entry and not older than its deadline. */
  GOOD,
  /** Was good once; its deadline has passed. Not to be used for control. */
  STALE,
  /** Not a number, outside the plausible range, or stamped in the future. Its value is NaN. */
  INVALID,
  /** Not measured but computed or set in place of a measurement; usable, and said to be so. */
  SUBSTITUTED;

  /** Whether a value of this quality may be used for control. */
  public boolean isUsable() {
    return this == GOOD || this == SUBSTITUTED;
  }
}
