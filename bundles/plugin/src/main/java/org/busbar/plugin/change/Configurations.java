package org.busbar.plugin.change;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.busbar.plugin.check.StagedCheck;
import org.busbar.plugin.format.Migration;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.generation.Change;
import org.busbar.plugin.generation.Generation;
import org.busbar.plugin.generation.Generations;

/**
 * Configurations that plug-ins bring for their own bundles, by PID, and what was made of them
 * since. What only the new has is there before it starts; what both have changes when everything
 * has gone over: one configuration is read by old and new alike, so it is that of whichever is in
 * use. A generation keeps what was stored when it was left, and gets it back.
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
    Map<String, Map<String, Object>> all = of(generation);
    all.putAll(generations.stored(generation.number()).orElse(Map.of()));
    around.configure(all, true);
  }

  /** What only the new has; what is stored is copied to the old, which may be gone back to. */
  public void arrive(Change change) throws IOException, RefusedException {
    int from = change.from().number();
    Map<String, Map<String, Object>> before = of(change.from());
    Set<String> pids = new TreeSet<>(before.keySet());
    pids.addAll(generations.stored(from).orElse(Map.of()).keySet());
    change.due().due().stream().map(Migration::of).forEach(pids::add);
    Map<String, Map<String, Object>> stored = around.stored(pids);
    if (!stored.isEmpty()) {
      generations.keepStored(from, stored);
    }
    Map<String, Map<String, Object>> fresh = of(change.to());
    fresh.keySet().removeAll(before.keySet());
    fresh.keySet().removeAll(stored.keySet());
    around.configure(fresh, true);
  }

  /** As the new has it, and nothing else. */
  public void settle(Change change) throws IOException, RefusedException {
    Map<String, Map<String, Object>> before = of(change.from());
    Map<String, Map<String, Object>> after = of(change.to());
    int to = change.to().number();
    Optional<Map<String, Map<String, Object>>> was = generations.stored(to);
    if (was.isPresent()) {
      after.putAll(was.get());
    } else {
      goOn(change, before, after);
      if (!after.isEmpty()) {
        generations.keepStored(to, after);
      }
    }
    around.configure(after, true);
    before.keySet().removeAll(after.keySet());
    around.configure(before, false);
  }

  /**
   * What is stored goes on: in the form of the new version, with what only that knows, where it
   * says how; and as it is, where both versions bring the same.
   */
  private void goOn(
      Change change,
      Map<String, Map<String, Object>> before,
      Map<String, Map<String, Object>> after)
      throws IOException, RefusedException {
    Map<String, Map<String, Object>> stored =
        generations.stored(change.from().number()).orElse(Map.of());
    Map<String, Map<String, Object>> migrated = change.due().configurations(stored);
    stored.forEach(
        (pid, values) -> {
          Map<String, Object> fresh = after.getOrDefault(pid, Map.of());
          if (migrated.containsKey(pid)) {
            Map<String, Object> made = migrated.get(pid);
            fresh.forEach(made::putIfAbsent);
            after.put(pid, made);
          } else if (fresh.equals(before.getOrDefault(pid, Map.of()))) {
            after.put(pid, values);
          }
        });
  }

  private Map<String, Map<String, Object>> of(Generation generation)
      throws IOException, RefusedException {
    Map<String, Map<String, Object>> byPid = new LinkedHashMap<>();
    for (Generation.Plugin plugin : generation.plugins()) {
      PluginFeature feature =
          StagedCheck.feature(generations.folder(plugin), plugin.featureSha256());
      byPid.putAll(feature.configurations());
    }
    return byPid;
  }
}
