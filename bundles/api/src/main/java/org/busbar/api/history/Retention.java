package org.busbar.api.history;

import java.time.Duration;

/**
 * How long each tier is kept at hand. Tiers of 15 min, 1 h and 1 d are kept for ever.
 *
 * @param raw samples as they were measured
 * @param second buckets of 1 s
 * @param minute buckets of 1 min
 * @param decisions decisions
 * @param events events
 * @param archive whether samples are moved into archive files when their time is over, instead of
 *     being deleted
 */
public record Retention(
    Duration raw,
    Duration second,
    Duration minute,
    Duration decisions,
    Duration events,
    boolean archive) {
  /** What a gateway keeps where nobody says otherwise. */
  public static final Retention DEFAULT =
      new Retention(
          Duration.ofDays(400),
          Duration.ofDays(400),
          Duration.ofDays(1_830),
          Duration.ofDays(100),
          Duration.ofDays(1_830),
          true);
}
