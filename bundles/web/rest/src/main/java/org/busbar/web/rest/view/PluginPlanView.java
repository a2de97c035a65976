package org.busbar.web.rest.view;

import java.util.List;
import org.busbar.api.plugin.PluginPlan;
import org.busbar.api.plugin.PluginStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a wish comes to.
 *
 * @param digest what is consented to; null where it cannot be done
 * @param words what is added, changed, removed, restarted, asked for, in sentences
 * @param asks what needs consent
 * @param restarts whether the gateway restarts for it
 * @param configuration lines of configuration that change, as a difference
 * @param impossible why it cannot be done; null where it can
 */
public record PluginPlanView(
    boolean possible,
    @Nullable String digest,
    List<String> words,
    List<String> asks,
    List<PluginChangeView> changes,
    boolean restarts,
    List<String> configuration,
    @Nullable ImpossibleView impossible) {

  /**
   * A plug-in that comes, goes or changes.
   *
   * @param from version before; null where it was not there
   * @param to version after; null where it goes
   * @param lastGapMs what its last swap cost here, in ms; null where it had none
   */
  public record PluginChangeView(
      String id, @Nullable String from, @Nullable String to, @Nullable Double lastGapMs) {}

  /**
   * Why it cannot be done.
   *
   * @param reason one word for machines
   * @param where of which plug-in or file
   */
  public record ImpossibleView(
      String reason, String what, @Nullable String where, @Nullable String remedy) {}

  /** A plan as it is shown. */
  public static PluginPlanView of(PluginPlan plan, List<PluginStatus> installed) {
    return switch (plan) {
      case PluginPlan.Possible can ->
          new PluginPlanView(
              true,
              can.digest(),
              can.words(),
              can.asks(),
              can.changes().stream().map(change -> change(change, installed)).toList(),
              can.restarts(),
              can.configuration(),
              null);
      case PluginPlan.Impossible(String reason, String what, String where, String remedy) ->
          new PluginPlanView(
              false,
              null,
              List.of(),
              List.of(),
              List.of(),
              false,
              List.of(),
              new ImpossibleView(reason, what, some(where), some(remedy)));
    };
  }

  private static PluginChangeView change(PluginPlan.Change change, List<PluginStatus> installed) {
    Double gapMs =
        installed.stream()
            .filter(status -> status.card().id().equals(change.id()))
            .flatMap(status -> status.swaps().stream().limit(1))
            .map(swap -> swap.gap().toNanos() / 1e6)
            .findFirst()
            .orElse(null);
    return new PluginChangeView(change.id(), some(change.from()), some(change.to()), gapMs);
  }

  private static @Nullable String some(String text) {
    return text.isEmpty() ? null : text;
  }
}
