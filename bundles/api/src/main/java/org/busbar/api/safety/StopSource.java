package org.busbar.api.safety;

import java.util.Locale;

/** Where an emergency stop came from. All do the same; it is kept for people and the audit. */
public enum StopSource {
  /** The button of a screen. */
  SCREEN,
  /** The REST interface. */
  REST,
  /** A live connection. */
  WEBSOCKET,
  /** A wired input of a device. */
  DIGITAL_INPUT,
  /** A rule that somebody wrote. */
  RULE,
  /** A message of a broker. */
  MQTT,
  /** A protocol of the utility. */
  UTILITY;

  /** The word in events: lower case, hyphens. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
