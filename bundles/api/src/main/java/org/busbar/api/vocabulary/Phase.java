package org.busbar.api.vocabulary;

/** The phase a quantity is meant for. */
public enum Phase {
  /** The sum over all phases, or a quantity without phases. */
  TOTAL,
  /** First phase. */
  L1,
  /** Second phase. */
  L2,
  /** Third phase. */
  L3;

  /** Index of an {@link Address} for this phase: 0 for the total, 1 to 3 for the phases. */
  public int index() {
    return ordinal();
  }
}
