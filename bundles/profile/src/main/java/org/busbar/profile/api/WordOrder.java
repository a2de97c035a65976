package org.busbar.profile.api;

/** Which word of a value of several registers comes first. Bytes within a word never swap. */
public enum WordOrder {
  /** The word at the lower address is the more significant one. */
  HIGH_FIRST,
  /** The word at the lower address is the less significant one. */
  LOW_FIRST
}
