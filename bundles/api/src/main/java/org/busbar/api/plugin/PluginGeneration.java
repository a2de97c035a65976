package org.busbar.api.plugin;

import java.time.Instant;
import java.util.List;

/**
 * Plug-ins and configuration that ran together, and can again.
 *
 * @param number counted from 1
 * @param at when it was made
 * @param by who wanted it
 * @param reason why
 * @param current whether it is the one that runs
 * @param plugins what is in it, by id
 * @param configuration SHA-256 of the configuration files of sites in it, in hex, by file
 */
public record PluginGeneration(
    int number,
    Instant at,
    String by,
    String reason,
    boolean current,
    List<Entry> plugins,
    List<File> configuration) {
  /** Copies. */
  public PluginGeneration {
    plugins = List.copyOf(plugins);
    configuration = List.copyOf(configuration);
  }

  /** A plug-in of a generation. */
  public record Entry(String id, String version, boolean pinned) {}

  /** A file of a generation. */
  public record File(String name, String sha256) {}
}
