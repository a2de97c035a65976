package org.busbar.api.face;

import java.util.Map;
import org.busbar.api.site.ModeConfig;

/**
 * A control mode as it runs.
 *
 * @param config what it was configured as
 * @param enabled whether it is on now
 * @param state RUNNING, LATE, FAILED, QUARANTINED, REFUSED (its plug-in did not declare the level),
 *     ABSENT (no such type is installed) or OFF
 * @param text why, for people; empty where there is nothing to say
 * @param steps steps made
 * @param late steps that were not done in time
 * @param failed steps that threw or returned nothing
 * @param values its state by name, for people
 */
public record ModeStatus(
    ModeConfig config,
    boolean enabled,
    String state,
    String text,
    long steps,
    long late,
    long failed,
    Map<String, String> values) {
  /** Copies the map. */
  public ModeStatus {
    values = Map.copyOf(values);
  }
}
