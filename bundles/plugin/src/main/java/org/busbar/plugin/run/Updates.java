package org.busbar.plugin.run;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.busbar.api.plugin.PluginStatus;
import org.busbar.api.plugin.PluginWish;
import org.busbar.plugin.change.Settings;
import org.busbar.plugin.check.StagedCheck;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.generation.Generation;
import org.busbar.plugin.generation.Generations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Updates that nobody asks for. There are none unless the policy of this gateway says so; then one
 * is due once it lay on a shelf for the cool-down and the days of the ring.
 */
final class Updates {
  private static final Logger LOG = LoggerFactory.getLogger(Updates.class);
  private static final String POLICY = "policy";

  private final Worker.Parts parts;
  private final Generations generations;
  private final Installations installations;
  private final Jobs jobs;
  private final Worker worker;

  Updates(
      Worker.Parts parts,
      Generations generations,
      Installations installations,
      Jobs jobs,
      Worker worker) {
    this.parts = parts;
    this.generations = generations;
    this.installations = installations;
    this.jobs = jobs;
    this.worker = worker;
  }

  /** Makes the one that is due. On the worker's thread. */
  void look() throws InterruptedException {
    try {
      if (!Settings.read(parts.supply().home().resolve("plugins")).automatic()) {
        return;
      }
      Instant now = parts.around().clock().instant();
      Optional<PluginWish.Update> due = due(now);
      if (due.isPresent()) {
        Planned planned = worker.planning().plan(due.get(), POLICY, now);
        Generation current = generations.current(now);
        Planned allowed = asksForNoMore(planned, current) ? planned.byPolicy() : planned;
        worker.run(jobs.add(allowed, POLICY, "automatic update"), allowed);
      }
    } catch (IOException | RefusedException e) {
      LOG.warn("There was no automatic update: {}", e.getMessage());
    } catch (IllegalStateException e) {
      LOG.info("There is no automatic update now: {}", e.getMessage());
    }
  }

  /** The first of those that are due: where a newer one is not due yet, the one before it. */
  Optional<PluginWish.Update> due(Instant now) throws IOException, RefusedException {
    for (PluginStatus each : installations.all(jobs.shown())) {
      String id = each.card().id();
      if (each.state().equals("running") && !each.pinned()) {
        Optional<String> version = installations.due(id, each.card().version(), now);
        if (version.isPresent()) {
          return Optional.of(new PluginWish.Update(id, version.get()));
        }
      }
    }
    return Optional.empty();
  }

  /** Whether the new asks for no more than the old was allowed; then nobody is asked again. */
  private boolean asksForNoMore(Planned planned, Generation current)
      throws IOException, RefusedException {
    for (PluginFeature fresh : planned.plan().orElseThrow().added()) {
      Optional<Generation.Plugin> old = current.plugin(fresh.name());
      if (old.isEmpty()) {
        return false;
      }
      PluginFeature known =
          StagedCheck.feature(generations.folder(old.get()), old.get().featureSha256());
      if (!known.needs().equals(fresh.needs()) || known.isFieldSide() != fresh.isFieldSide()) {
        return false;
      }
    }
    return true;
  }
}
