package org.busbar.profile.api;

import java.util.Map;

/**
 * A way by which the device can be reached, with what its maker sets: for discovery and forms.
 *
 * @param over {@code tcp}, {@code tls}, {@code rtu} or {@code rtu-over-tcp}
 * @param settings settings of a connection by their names in site.yaml, and {@code unit}
 */
public record Link(String over, Map<String, String> settings) {
  /** Copies the settings. */
  public Link {
    settings = Map.copyOf(settings);
  }
}
