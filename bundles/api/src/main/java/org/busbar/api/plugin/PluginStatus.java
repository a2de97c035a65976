package org.busbar.api.plugin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A plug-in that is installed, and how it does.
 *
 * @param card what it is
 * @param state {@code running}, {@code trial} (beside its predecessor), {@code watched} (within its
 *     watch time), {@code quarantined}, {@code failed}
 * @param text why it is in that state, in one sentence; empty where that is obvious
 * @param since when it was installed in this version
 * @param pinned whether it is left in its version
 * @param update the newest version that could be had; empty where it is that
 * @param updateFrom when that may be installed without being asked for; empty where it never is
 * @param health what it takes
 * @param swaps what its last two swaps cost, the newest first
 */
public record PluginStatus(
    PluginCard card,
    String state,
    String text,
    Instant since,
    boolean pinned,
    String update,
    Optional<Instant> updateFrom,
    Health health,
    List<Swap> swaps) {
  /** Copies. */
  public PluginStatus {
    swaps = List.copyOf(swaps);
  }

  /**
   * What a plug-in takes of the gateway, as far as one JVM can tell.
   *
   * @param busyPct share of one processor over the last minute in %, above 100 where it takes more
   *     than one; NaN where not known
   * @param allocated bytes of memory it asked for over the last minute; empty where not known
   * @param threads threads that it began itself
   * @param late deadlines it missed since it was installed
   * @param failures times that it threw since it was installed
   */
  public record Health(
      double busyPct, OptionalLong allocated, int threads, long late, long failures) {}

  /**
   * A swap.
   *
   * @param at when
   * @param from the version before
   * @param to the version after
   * @param gap the longest time that something it serves was without either
   */
  public record Swap(Instant at, String from, String to, Duration gap) {}
}
