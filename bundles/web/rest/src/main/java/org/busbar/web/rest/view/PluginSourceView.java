package org.busbar.web.rest.view;

import java.time.Instant;
import java.util.List;
import org.busbar.api.plugin.PluginSource;
import org.busbar.web.rest.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A catalogue that is believed.
 *
 * @param plugins versions of plug-ins it has
 * @param refreshed when it was last fetched
 * @param expires when what was fetched must be fetched anew
 * @param problem why it cannot be used now; null where it can
 * @param keys ids of the keys that may sign its root
 */
public record PluginSourceView(
    String name,
    String place,
    int plugins,
    @Nullable Instant refreshed,
    @Nullable Instant expires,
    @Nullable String problem,
    List<String> keys) {

  /** A catalogue as it is shown. */
  public static PluginSourceView of(PluginSource source) {
    return new PluginSourceView(
        source.name(),
        source.place(),
        source.plugins(),
        source.refreshed().orElse(null),
        source.expires().orElse(null),
        source.problem().isEmpty() ? null : source.problem(),
        source.keys());
  }

  /** What is wrong with a catalogue, and when it last was not. */
  static String trouble(PluginSource source) {
    String last =
        source
            .refreshed()
            .map(at -> "It was last fetched at " + Json.moment(at) + ".")
            .orElse("It was never fetched.");
    return "Catalogue " + source.name() + " cannot be used: " + source.problem() + " " + last;
  }
}
