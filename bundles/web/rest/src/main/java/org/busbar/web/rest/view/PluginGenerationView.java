package org.busbar.web.rest.view;

import java.time.Instant;
import java.util.List;
import org.busbar.api.plugin.PluginGeneration;

/**
 * Plug-ins and configuration that ran together.
 *
 * @param current whether it is the one that runs
 */
public record PluginGenerationView(
    int number,
    Instant at,
    String by,
    String reason,
    boolean current,
    List<EntryView> plugins,
    List<FileView> configuration) {

  /** A plug-in of it. */
  public record EntryView(String id, String version, boolean pinned) {}

  /** A file of a site in it. */
  public record FileView(String name, String sha256) {}

  /** A generation as it is shown. */
  public static PluginGenerationView of(PluginGeneration generation) {
    return new PluginGenerationView(
        generation.number(),
        generation.at(),
        generation.by(),
        generation.reason(),
        generation.current(),
        generation.plugins().stream()
            .map(each -> new EntryView(each.id(), each.version(), each.pinned()))
            .toList(),
        generation.configuration().stream()
            .map(each -> new FileView(each.name(), each.sha256()))
            .toList());
  }
}
