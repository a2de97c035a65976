package org.busbar.api.safety;

/** Answer to what a person or face asked of a site. */
public sealed interface Answer {
  /** It was done, or is being done. */
  record Done() implements Answer {}

  /**
   * It was refused and nothing has changed.
   *
   * @param reason why, in one sentence
   * @param remedy what to do about it, in one sentence
   */
  record Refused(String reason, String remedy) implements Answer {}
}
