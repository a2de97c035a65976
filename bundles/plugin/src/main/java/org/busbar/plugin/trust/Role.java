package org.busbar.plugin.trust;

import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.Words;

/** The signed files of a catalogue, in the manner of The Update Framework. */
public enum Role {
  /** Who may sign what. */
  ROOT(Limits.ROLE),
  /** The newest snapshot; signed anew all the time, so that a frozen catalogue is noticed. */
  TIMESTAMP(Limits.ROLE),
  /** Which versions of the files below belong together. */
  SNAPSHOT(Limits.ROLE),
  /** The publishers and every plug-in. */
  TARGETS(Limits.TARGETS),
  /** What was taken back. */
  REVOKED(Limits.REVOKED);

  private final int limit;

  Role(int limit) {
    this.limit = limit;
  }

  /** The most bytes it may have. */
  public int limit() {
    return limit;
  }

  /** Name of the file. */
  public String file() {
    return Words.word(this) + ".json";
  }

  /** What a signer of this role signs for. */
  public String purpose() {
    return "busbar " + Words.word(this);
  }
}
