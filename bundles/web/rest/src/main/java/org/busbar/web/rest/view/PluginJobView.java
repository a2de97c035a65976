package org.busbar.web.rest.view;

import java.time.Instant;
import java.util.List;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginWish;
import org.jspecify.annotations.Nullable;

/**
 * A wish on its way.
 *
 * @param ended whether nothing more happens to it
 * @param text what is awaited or went wrong, with the remedy; null otherwise
 */
public record PluginJobView(
    int number,
    WishView wish,
    String by,
    String reason,
    String state,
    boolean ended,
    List<StepView> steps,
    @Nullable String text) {

  /** Something that was done. */
  public record StepView(Instant at, String text) {}

  /** What is wanted, as it is asked for; what does not belong to the wish is null. */
  public record WishView(
      String wish,
      @Nullable String id,
      @Nullable String version,
      @Nullable Integer generation,
      @Nullable String name,
      @Nullable String place) {}

  /** A job as it is shown. */
  public static PluginJobView of(PluginJob job) {
    return new PluginJobView(
        job.number(),
        wish(job.wish()),
        job.by(),
        job.reason(),
        job.state().name(),
        switch (job.state()) {
          case WAITS_FOR_CONFIRMATION, RUNNING, WATCHED -> false;
          case DONE, REFUSED, ROLLED_BACK, CANCELLED -> true;
        },
        job.steps().stream().map(step -> new StepView(step.at(), step.text())).toList(),
        some(job.text()));
  }

  private static WishView wish(PluginWish wish) {
    return switch (wish) {
      case PluginWish.Install(String id, String version) ->
          new WishView("install", id, some(version), null, null, null);
      case PluginWish.Update(String id, String version) ->
          new WishView("update", id, some(version), null, null, null);
      case PluginWish.Remove(String id) -> new WishView("remove", id, null, null, null, null);
      case PluginWish.Back(int generation) ->
          new WishView("back", null, null, generation, null, null);
      case PluginWish.AddSource(String name, String place, String _) ->
          new WishView("add-source", null, null, null, name, place);
      case PluginWish.RemoveSource(String name) ->
          new WishView("remove-source", null, null, null, name, null);
    };
  }

  private static @Nullable String some(String text) {
    return text.isEmpty() ? null : text;
  }
}
