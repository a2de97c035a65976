package org.busbar.web.rest.view;

import java.util.List;
import java.util.stream.Collectors;
import org.busbar.api.plugin.PluginCard;
import org.busbar.api.plugin.PluginSource;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/**
 * What a search found, and where it looked.
 *
 * @param why why nothing was found, in sentences; null where something was
 */
public record PluginOffersView(
    List<PluginView> plugins, List<PluginSourceView> sources, @Nullable String why) {

  /** What was found in these sources. */
  public static PluginOffersView of(
      List<PluginCard> found, List<PluginSource> sources, String words, Version gateway) {
    return new PluginOffersView(
        found.stream().map(card -> PluginView.of(card, gateway)).toList(),
        sources.stream().map(PluginSourceView::of).toList(),
        found.isEmpty() ? why(sources, words) : null);
  }

  private static String why(List<PluginSource> sources, String words) {
    if (sources.isEmpty()) {
      return "No catalogue is believed here: add one, or bring a plug-in as a file.";
    }
    String failed =
        sources.stream()
            .filter(source -> !source.problem().isEmpty())
            .map(PluginSourceView::trouble)
            .collect(Collectors.joining(" "));
    int read = sources.stream().mapToInt(PluginSource::plugins).sum();
    if (read == 0) {
      return failed.isEmpty() ? "The catalogues are empty." : failed;
    }
    String none =
        words.isBlank()
            ? "None is offered that this gateway can use."
            : "None of " + read + " versions of plug-ins has all of: " + words + ".";
    return failed.isEmpty() ? none : none + " " + failed;
  }
}
