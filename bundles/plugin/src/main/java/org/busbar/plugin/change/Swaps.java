package org.busbar.plugin.change;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import org.busbar.api.plugin.PluginStatus;
import org.busbar.plugin.generation.Change;
import org.busbar.plugin.generation.Generation;

/** What the last swaps of each plug-in cost. Thread-safe. */
public final class Swaps {
  private static final int KEPT = 2;

  private final Map<String, LinkedList<PluginStatus.Swap>> byPlugin = new HashMap<>();

  public synchronized void add(Change change, Duration gap, Instant at) {
    for (Generation.Plugin plugin : change.fresh()) {
      String before = change.versionBefore(plugin.id());
      if (!before.isEmpty()) {
        LinkedList<PluginStatus.Swap> swaps =
            byPlugin.computeIfAbsent(plugin.id(), _ -> new LinkedList<>());
        swaps.addFirst(new PluginStatus.Swap(at, before, plugin.version(), gap));
        if (swaps.size() > KEPT) {
          swaps.removeLast();
        }
      }
    }
  }

  public synchronized List<PluginStatus.Swap> of(String plugin) {
    return List.copyOf(byPlugin.getOrDefault(plugin, new LinkedList<>()));
  }
}
