package org.busbar.api.site;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a site's history is kept at hand, from when it was measured, decided or raised. What is
 * coarser is kept at least as long as what is finer.
 *
 * @param samples samples as they were measured
 * @param seconds buckets of 1 s
 * @param minutes buckets of 1 min
 * @param quarterHours buckets of 15 min
 * @param hours buckets of 1 h
 * @param days buckets of 1 d
 * @param decisions decisions
 * @param events events
 * @param archive whether samples are moved into archive files when their time is over, instead of
 *     being deleted
 * @param folder where the archive files of this site lie: an absolute path, below which they are in
 *     folders by organisation and site; beside the history where empty
 */
public record HistoryConfig(
    Duration samples,
    Duration seconds,
    Duration minutes,
    Duration quarterHours,
    Duration hours,
    Duration days,
    Duration decisions,
    Duration events,
    boolean archive,
    Optional<String> folder) {
  /** Longer than any gateway lives. */
  public static final Duration FOR_EVER = Duration.ofDays(36_500);

  /** What a gateway keeps where nobody says otherwise. */
  public static final HistoryConfig USUAL =
      new HistoryConfig(
          Duration.ofDays(400),
          Duration.ofDays(400),
          Duration.ofDays(1_830),
          FOR_EVER,
          FOR_EVER,
          FOR_EVER,
          Duration.ofDays(100),
          Duration.ofDays(1_830),
          true,
          Optional.empty());
}
