package org.busbar.web.rest.view;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import org.busbar.api.plugin.PluginStatus;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/**
 * A plug-in that is installed.
 *
 * @param state {@code running}, {@code trial}, {@code watched}, {@code quarantined} or {@code
 *     failed}
 * @param text why it is in that state; null where that is obvious
 * @param since when it was installed in this version
 * @param update the newest version that could be had; null where it is that
 * @param updateFrom when that may be installed without being asked for; null where it never is
 * @param swaps what its last two swaps cost, the newest first
 */
public record PluginStatusView(
    @JsonUnwrapped PluginView plugin,
    String state,
    @Nullable String text,
    Instant since,
    boolean pinned,
    @Nullable String update,
    @Nullable Instant updateFrom,
    PluginHealthView health,
    List<SwapView> swaps) {

  /**
   * What it takes.
   *
   * @param busyPct share of one processor over the last minute in %
   * @param allocatedBytes memory it asked for over the last minute; null where not known
   */
  public record PluginHealthView(
      double busyPct, @Nullable Long allocatedBytes, int threads, long late, long failures) {}

  /** A swap and the longest time that something it serves was without either. */
  public record SwapView(Instant at, String from, String to, double gapMs) {

    /** A swap as it is shown. */
    static SwapView of(PluginStatus.Swap swap) {
      return new SwapView(swap.at(), swap.from(), swap.to(), swap.gap().toNanos() / 1e6);
    }
  }

  /** A plug-in as it is shown. */
  public static PluginStatusView of(PluginStatus status, Version gateway) {
    PluginStatus.Health health = status.health();
    return new PluginStatusView(
        PluginView.of(status.card(), gateway),
        status.state(),
        status.text().isEmpty() ? null : status.text(),
        status.since(),
        status.pinned(),
        status.update().isEmpty() ? null : status.update(),
        status.updateFrom().orElse(null),
        new PluginHealthView(
            health.busyPct(),
            health.allocated().isPresent() ? health.allocated().getAsLong() : null,
            health.threads(),
            health.late(),
            health.failures()),
        status.swaps().stream().map(SwapView::of).toList());
  }
}
