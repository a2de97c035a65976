package org.busbar.plugin.run;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.busbar.api.plugin.PluginJob.State;
import org.busbar.api.plugin.PluginWish;
import org.busbar.plugin.change.Bundles;
import org.busbar.plugin.change.Changing;
import org.busbar.plugin.change.Chronicle;
import org.busbar.plugin.change.Configurations;
import org.busbar.plugin.change.Job;
import org.busbar.plugin.change.LetGo;
import org.busbar.plugin.change.Objections;
import org.busbar.plugin.change.Roster;
import org.busbar.plugin.change.SiteMigration;
import org.busbar.plugin.change.Surroundings;
import org.busbar.plugin.change.Swaps;
import org.busbar.plugin.check.StagedCheck;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.generation.Avoided;
import org.busbar.plugin.generation.Change;
import org.busbar.plugin.generation.Generation;
import org.busbar.plugin.generation.Generations;
import org.busbar.plugin.generation.Pins;
import org.busbar.plugin.generation.Pointer;
import org.busbar.plugin.generation.Step;
import org.busbar.plugin.generation.Withheld;
import org.busbar.plugin.intake.Staged;
import org.busbar.plugin.migrate.Migrations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out jobs, one after the other, on one thread. Every step is in the journal. */
final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final Generations generations;
  private final Chronicle chronicle;
  private final Planning planning;
  private final Parts parts;
  private final Consent consent;
  private final Changing changing;
  private final Jobs jobs;

  /** What it works with. */
  record Parts(
      Supply supply,
      Trust trust,
      Bundles bundles,
      Surroundings around,
      Configurations configurations,
      SiteMigration migration,
      Pins pins,
      Withheld withheld,
      Avoided avoided,
      Roster roster,
      Swaps swaps,
      LetGo letGo) {
    private Changing.Parts changing() {
      return new Changing.Parts(
          bundles, around, configurations, migration, avoided, roster, swaps, letGo);
    }
  }

  Worker(
      Generations generations, Chronicle chronicle, Parts parts, Jobs jobs, Objections objections) {
    this.generations = generations;
    this.chronicle = chronicle;
    this.planning = new Planning(generations, parts);
    this.parts = parts;
    this.jobs = jobs;
    this.changing = new Changing(generations, chronicle, parts.changing(), objections);
    this.consent = new Consent(chronicle, parts, objections);
  }

  /** What it goes by. */
  Planning planning() {
    return planning;
  }

  /** For what a start finds. */
  Changing changing() {
    return changing;
  }

  /** Carries a job out, whatever becomes of it. Interrupted, it leaves it to the next start. */
  void run(Job job, Planned planned) throws InterruptedException {
    try {
      int from = generations.current(now()).number();
      chronicle.step(job, Step.PLANNED, from, 0);
      if (!planned.needsConfirmation() || consent.isGiven(job, planned, from)) {
        job.be(State.RUNNING, "");
        carryOut(job, planned);
      }
    } catch (RefusedException e) {
      refused(job, e.getMessage());
    } catch (IOException | RuntimeException e) {
      LOG.error("Job {} ended", job.number(), e);
      refused(job, "It could not be done: " + e);
    } finally {
      consent.forget(job, planned);
    }
  }

  private void refused(Job job, String why) {
    job.be(State.REFUSED, why);
    chronicle.end(job, Step.ENDED, why);
  }

  private void carryOut(Job job, Planned planned)
      throws IOException, RefusedException, InterruptedException {
    switch (planned.wish()) {
      case PluginWish.AddSource add -> {
        parts.trust().add(add);
        parts.supply().refresh(job.by());
        chronicle.audit("plugin-source", job, Map.of("source", add.name(), "root", add.root()));
        done(job);
      }
      case PluginWish.RemoveSource remove -> {
        parts.trust().remove(remove);
        chronicle.audit("plugin-source", job, Map.of("source", remove.name(), "root", ""));
        done(job);
      }
      case PluginWish.Back _ -> {
        Generation to = planned.back().orElseThrow();
        Pointer before = generations.begin(now());
        for (Generation.Plugin plugin : to.plugins()) {
          StagedCheck.check(generations.folder(plugin), plugin.featureSha256());
        }
        chronicle.step(job, Step.VERIFIED, before.number(), 0);
        jobs.awaitNoRestart();
        Change change = new Change(generations.read(before.number()), to);
        changing.avoid(change.stale(), job.by() + " went back from it");
        if (isThere(to)) {
          generations.move(generations.to(to.number()));
          done(job);
          return;
        }
        List<SiteMigration.Part> sites = parts.migration().between(before.number(), to.number());
        changing.change(job, change, before, sites);
      }
      case PluginWish.Install _, PluginWish.Update _, PluginWish.Remove _ -> {
        Pointer before = generations.begin(now());
        Generation current = generations.read(before.number());
        Staged staged =
            parts
                .supply()
                .intake()
                .stage(
                    parts.supply().market(),
                    parts.supply().installed(current),
                    planned.plan().orElseThrow(),
                    job.by());
        chronicle.step(job, Step.VERIFIED, before.number(), 0);
        Generation to = planning.next(current, staged, job, now());
        chronicle.step(job, Step.STAGED, before.number(), to.number());
        if (planned.shown().restarts()) {
          restart(job, to, before);
        } else {
          List<SiteMigration.Part> sites = parts.migration().of(staged.plan());
          Migrations due = Migrations.of(staged.plan());
          changing.change(job, new Change(current, to, due), before, sites);
        }
      }
    }
  }

  /** It runs again already, or still: what was to come waits for a restart. */
  private boolean isThere(Generation wanted) throws IOException, RefusedException {
    Change change = new Change(generations.current(now()), wanted);
    return change.comes().stream().allMatch(jar -> parts.bundles().at(jar).isPresent())
        && change.goes().stream().allMatch(jar -> parts.bundles().at(jar).isEmpty());
  }

  private void done(Job job) throws IOException, RefusedException {
    int now = generations.current(now()).number();
    chronicle.step(job, Step.DONE, now, now);
    job.be(State.DONE, "");
  }

  /** Native code: the next start brings it. */
  private void restart(Job job, Generation to, Pointer before)
      throws IOException, RefusedException {
    Pointer next = generations.keep(to);
    chronicle.step(job, Step.GENERATION_WRITTEN, before.number(), to.number());
    generations.move(next.watched(before));
    chronicle.step(job, Step.POINTER_MOVED, before.number(), to.number());
    job.be(State.WATCHED, "Restart the gateway: native code is exchanged at its start only.");
  }

  private Instant now() {
    return parts.around().clock().instant();
  }
}
