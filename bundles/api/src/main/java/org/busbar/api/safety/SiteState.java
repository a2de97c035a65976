package org.busbar.api.safety;

/**
 * States of a site. RUNNING controls; BOOT, IDLE and STOPPED observe; ERROR writes safe values
 * only.
 */
public enum SiteState {
  /** Starting: nothing is known yet, nothing is written. */
  BOOT,
  /** Observing; ready to be started by a person. */
  IDLE,
  /** Under control. */
  RUNNING,
  /** A trip or emergency stop holds devices at their safe values until it is reset. */
  ERROR,
  /** Shut down in order. */
  STOPPED
}
