package org.busbar.marketplace.publish;

/**
 * What a check found.
 *
 * @param grade whether it keeps the plug-in out
 * @param check word of the check
 * @param text what was found, one sentence
 */
public record Finding(Grade grade, String check, String text) {
  /** How bad it is. */
  public enum Grade {
    /** Nothing to say against it. */
    GOOD,
    /** A reviewer should look at it. */
    NOTE,
    /** It is not published. */
    BAD
  }
}
