package org.busbar.api.safety;

/** Answer to what a person or face asked of a site. */
public sealed interface Answer {
  /** It was done, or is being done. */
  record Done() implements Answer {}

  /**
   * It was refused and nothing has changed.
   *
   * @param code why, for programs: a stable lower-case word with hyphens
   * @param reason why, in one sentence
   * @param remedy what to do about it, in one sentence
   */
  record Refused(String code, String reason, String remedy) implements Answer {
    /** A refusal that needs no code of its own. */
    public Refused(String reason, String remedy) {
      this("refused", reason, remedy);
    }
  }
}
