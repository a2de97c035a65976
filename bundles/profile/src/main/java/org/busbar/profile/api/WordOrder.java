package org.busbar.profile.api;

/** In which order the words of a value come, and the bytes within each word. */
public enum WordOrder {
  /** The word at the lower address is the more significant one. */
  HIGH_FIRST,
  /** The word at the lower address is the less significant one. */
  LOW_FIRST,
  /** As {@link #HIGH_FIRST}, but the bytes within each word change places. */
  HIGH_FIRST_SWAPPED,
  /** As {@link #LOW_FIRST}, but the bytes within each word change places. */
  LOW_FIRST_SWAPPED;

  /** Whether the word at the lower address is the less significant one. */
  public boolean isLowFirst() {
    return this == LOW_FIRST || this == LOW_FIRST_SWAPPED;
  }

  /** Whether the bytes within each word change places. */
  public boolean isSwapped() {
    return this == HIGH_FIRST_SWAPPED || this == LOW_FIRST_SWAPPED;
  }

  /** The same order of words with the bytes of each as said. */
  public WordOrder swapped(boolean bytes) {
    return isLowFirst()
        ? bytes ? LOW_FIRST_SWAPPED : LOW_FIRST
        : bytes ? HIGH_FIRST_SWAPPED : HIGH_FIRST;
  }
}
