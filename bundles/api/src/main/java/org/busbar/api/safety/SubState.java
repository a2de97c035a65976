package org.busbar.api.safety;

/** What kind of ERROR a site is in. Both are left only by a person's reset, and only to IDLE. */
public enum SubState {
  /**
   * The site could not look after its devices for a while: its loop stood still. No gate cell is
   * closed; devices are at their release and are observed.
   */
  SAFE_MODE,
  /** A trip or an emergency stop: gate cells are closed, devices are held at their safe values. */
  LATCHED
}
