package org.busbar.plugin.format;

/** How much the operator of a catalogue vouches for a plug-in, most first. */
public enum Tier {
  /** Of this project. */
  CORE,
  /** Reviewed, publisher known. */
  VERIFIED,
  /** Signed by its publisher, checks passed. */
  COMMUNITY,
  /** Of the operator's own house, or brought as a file. */
  PRIVATE;

  /** Whether it may open connections of its own where the platform could for it. */
  public boolean mayOpenConnections() {
    return this == CORE || this == VERIFIED;
  }

  /** Whether it may bring native code. */
  public boolean mayBringNativeCode() {
    return this == CORE || this == VERIFIED;
  }
}
