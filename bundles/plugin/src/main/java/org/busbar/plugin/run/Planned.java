package org.busbar.plugin.run;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.busbar.api.plugin.PluginPlan;
import org.busbar.api.plugin.PluginWish;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.generation.Generation;
import org.busbar.plugin.plan.Plan;

/**
 * A plan and what is needed to carry it out.
 *
 * @param wish what is wanted
 * @param shown what is consented to
 * @param plan where something is added, changed or removed
 * @param back where it is a way back
 * @param consented whether the policy of this gateway consents to it
 */
record Planned(
    PluginWish wish,
    PluginPlan.Possible shown,
    Optional<Plan> plan,
    Optional<Generation> back,
    boolean consented) {

  Planned(
      PluginWish wish, PluginPlan.Possible shown, Optional<Plan> plan, Optional<Generation> back) {
    this(wish, shown, plan, back, false);
  }

  Planned byPolicy() {
    return new Planned(wish, shown, plan, back, true);
  }

  /** Sentences and changes, with a digest of all of them. */
  static PluginPlan.Possible shown(
      List<String> words,
      List<String> asks,
      List<PluginPlan.Change> changes,
      boolean restarts,
      List<String> configuration) {
    List<String> all = new ArrayList<>(words);
    changes.forEach(each -> all.add(each.id() + " " + each.from() + " -> " + each.to()));
    all.addAll(configuration);
    String digest = Bytes.digest(String.join("\n", all).getBytes(StandardCharsets.UTF_8));
    return new PluginPlan.Possible(digest, words, asks, changes, restarts, configuration);
  }

  /** Whether somebody must confirm it at the gateway's own terminal: it installs or trusts. */
  boolean needsConfirmation() {
    return switch (wish) {
      case PluginWish.Install _, PluginWish.Update _, PluginWish.AddSource _ -> !consented;
      case PluginWish.Remove _, PluginWish.Back _, PluginWish.RemoveSource _ -> false;
    };
  }
}
