package org.busbar.plugin.change;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.busbar.plugin.check.StagedCheck;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.generation.Change;
import org.busbar.plugin.generation.Generation;
import org.busbar.plugin.generation.Generations;

/**
 * Configurations that plug-ins bring for their own bundles, by PID. What only the new has is there
 * before it starts; what both have changes when everything has gone over.
 */
public final class Configurations {
  private final Generations generations;
  private final Surroundings around;

  public Configurations(Generations generations, Surroundings around) {
    this.generations = generations;
    this.around = around;
  }

  /** All of a generation, at the start of the gateway. */
  public void all(Generation generation) throws IOException, RefusedException {
    around.configure(of(generation), true);
  }

  /** What only the new has. */
  void arrive(Change change) throws IOException, RefusedException {
    Map<String, Map<String, Object>> fresh = of(change.to());
    fresh.keySet().removeAll(of(change.from()).keySet());
    around.configure(fresh, true);
  }

  /** As the new has it, and nothing else. */
  void settle(Change change) throws IOException, RefusedException {
    Map<String, Map<String, Object>> before = of(change.from());
    Map<String, Map<String, Object>> after = of(change.to());
    Map<String, Map<String, Object>> changed = new LinkedHashMap<>(after);
    changed.entrySet().removeIf(each -> each.getValue().equals(before.get(each.getKey())));
    around.configure(changed, true);
    before.keySet().removeAll(after.keySet());
    around.configure(before, false);
  }

  private Map<String, Map<String, Object>> of(Generation generation)
      throws IOException, RefusedException {
    Map<String, Map<String, Object>> byPid = new LinkedHashMap<>();
    for (Generation.Plugin plugin : generation.plugins()) {
      byPid.putAll(
          StagedCheck.feature(generations.folder(plugin), plugin.featureSha256()).configurations());
    }
    return byPid;
  }
}
