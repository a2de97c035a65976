package org.busbar.api.plugin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A catalogue that is believed.
 *
 * @param name name
 * @param place folder or address
 * @param plugins how many versions of plug-ins it has; 0 where it cannot be read
 * @param refreshed when it was last fetched; empty where it never was
 * @param expires when what was fetched must be fetched anew; empty where nothing was
 * @param problem why it cannot be used now, in one sentence; empty where it can
 * @param keys ids of the keys that may sign its root
 */
public record PluginSource(
    String name,
    String place,
    int plugins,
    Optional<Instant> refreshed,
    Optional<Instant> expires,
    String problem,
    List<String> keys) {
  /** Copies. */
  public PluginSource {
    keys = List.copyOf(keys);
  }
}
