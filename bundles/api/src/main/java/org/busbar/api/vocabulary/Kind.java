package org.busbar.api.vocabulary;

/** What the values of a point are. */
public enum Kind {
  /** A measured quantity that may go up and down. */
  MEASUREMENT,
  /** A counter that only grows, but for roll-over and replacement of the device. */
  COUNTER,
  /** A number that stands for a state, a mode or a bit field. */
  STATE,
  /** A rating or setting that changes rarely. */
  RATING,
  /** What a device was asked for. */
  SETPOINT
}
