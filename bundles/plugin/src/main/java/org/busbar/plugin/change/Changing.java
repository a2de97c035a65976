package org.busbar.plugin.change;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.events.Severity;
import org.busbar.api.plugin.PluginJob.State;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.generation.Avoided;
import org.busbar.plugin.generation.Change;
import org.busbar.plugin.generation.Generation;
import org.busbar.plugin.generation.Generations;
import org.busbar.plugin.generation.Pointer;
import org.busbar.plugin.generation.Step;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads from one generation to another, and back where the other is no good. */
public final class Changing {
  private static final Logger LOG = LoggerFactory.getLogger(Changing.class);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** What it works with. */
  public record Parts(
      Bundles bundles,
      Surroundings around,
      Configurations configurations,
      SiteMigration migration,
      Avoided avoided,
      Roster roster,
      Swaps swaps,
      LetGo letGo) {}

  private final Generations generations;
  private final Chronicle chronicle;
  private final Parts parts;
  private final Objections objections;

  public Changing(
      Generations generations, Chronicle chronicle, Parts parts, Objections objections) {
    this.generations = generations;
    this.chronicle = chronicle;
    this.parts = parts;
    this.objections = objections;
  }

  /** From what runs to another generation, whatever becomes of it. */
  public void change(Job job, Change change, Pointer before, List<SiteMigration.Part> sites)
      throws InterruptedException {
    Passage passage = new Passage(change, parts.bundles(), parts.migration().way(sites, job));
    try {
      goOver(job, change, before, passage);
      watch(job, passage, change);
    } catch (SetbackException e) {
      setBack(job, change, passage, e.getMessage());
      return;
    } catch (IOException
        | RefusedException
        | BundleException
        | RuntimeException
        | LinkageError
        | StackOverflowError e) {
      LOG.error("Job {} is taken back", job.number(), e);
      setBack(job, change, passage, "It failed: " + e);
      return;
    }
    retire(job, change, passage);
  }

  private void goOver(Job job, Change change, Pointer before, Passage passage)
      throws IOException,
          RefusedException,
          BundleException,
          SetbackException,
          InterruptedException {
    int from = before.number();
    int to = change.to().number();
    parts.configurations().arrive(change);
    generations.copyConfiguration(from);
    chronicle.step(job, Step.CONFIGURATION_COPIED, from, to);
    passage.install();
    chronicle.step(job, Step.INSTALLED, from, to);
    parts.roster().show(change.from(), change.to());
    passage.start();
    chronicle.step(job, Step.STARTED, from, to);
    passage.prepareSites();
    passage.tryOut(parts.around().successions());
    await(job, passage, change);
    chronicle.step(job, Step.TRIED, from, to);
    passage.move();
    parts.configurations().settle(change);
    chronicle.step(job, Step.MOVED, from, to);
    Pointer next = generations.isKept(to) ? generations.to(to) : generations.keep(change.to());
    chronicle.step(job, Step.GENERATION_WRITTEN, from, to);
    generations.move(next.watched(before));
    chronicle.step(job, Step.POINTER_MOVED, from, to);
    parts.swaps().add(change, passage.gap(), now());
    for (String id : change.ids()) {
      String old = change.versionBefore(id);
      String fresh = change.versionAfter(id);
      String kind =
          old.isEmpty()
              ? "plugin-installed"
              : fresh.isEmpty() ? "plugin-removed" : "plugin-updated";
      chronicle.audit(
          kind,
          job,
          Map.of("plugin", id, "version", fresh, "before", old, "generation", String.valueOf(to)));
      parts.around().raise(Severity.INFO, id, kind, change.sentence(id));
    }
  }

  private void await(Job job, Passage passage, Change change)
      throws SetbackException, InterruptedException, IOException, RefusedException {
    Duration limit = settings().trial();
    for (Duration waited = Duration.ZERO; ; waited = waited.plus(LOOK)) {
      List<String> awaited = new ArrayList<>();
      if (passage.isGood(awaited)) {
        job.say("");
        return;
      }
      heed(change, false);
      job.say(String.join(" ", awaited));
      if (waited.compareTo(limit) >= 0) {
        throw new SetbackException(
            "It was not good within " + limit.toSeconds() + " s. " + String.join(" ", awaited));
      }
      parts.around().pause(LOOK);
    }
  }

  private void watch(Job job, Passage passage, Change change)
      throws SetbackException, InterruptedException, IOException, RefusedException {
    Duration limit = change.comes().isEmpty() ? Duration.ZERO : settings().watch();
    job.be(State.WATCHED, "");
    for (Duration waited = Duration.ZERO;
        waited.compareTo(limit) < 0;
        waited = waited.plus(SECOND)) {
      passage.watch();
      if (!job.leftBy().isEmpty()) {
        throw new SetbackException(job.leftBy() + " wanted to go back.");
      }
      heed(change, true);
      parts.around().pause(SECOND);
    }
    chronicle.step(job, Step.WATCHED, change.from().number(), change.to().number());
  }

  /** Against what changes, then against anything else. */
  private void heed(Change change, boolean moved) throws SetbackException {
    List<Generation.Plugin> changing = new ArrayList<>(change.fresh());
    if (!moved) {
      // What runs is heeded once it is whole again; afterwards it is about to go anyway.
      changing.addAll(change.stale());
    }
    for (Generation.Plugin plugin : changing) {
      Optional<String> why = objections.against(plugin);
      if (why.isPresent()) {
        throw new SetbackException(why.get());
      }
    }
    objections.heed();
  }

  /** Nothing goes back from here on. */
  private void retire(Job job, Change change, Passage passage) throws InterruptedException {
    try {
      int from = change.from().number();
      int to = change.to().number();
      generations.move(generations.to(to));
      List<WeakReference<ClassLoader>> loaders = passage.retire();
      parts.roster().show(change.to());
      chronicle.step(job, Step.RETIRED, from, to);
      job.did(now(), parts.letGo().text(job, loaders, settings().collect()));
      chronicle.step(job, Step.DONE, from, to);
      for (Generation.Plugin plugin : change.fresh()) {
        parts.avoided().remove(plugin.id(), plugin.version());
      }
      generations.prune();
      job.be(State.DONE, "");
    } catch (IOException | RefusedException | BundleException | RuntimeException e) {
      LOG.error("The old generation of job {} is not wholly gone", job.number(), e);
      chronicle.end(job, Step.DONE, "the old generation is not wholly gone: " + e);
      job.be(State.DONE, "The old generation is not wholly gone until the next start: " + e);
    }
  }

  private void setBack(Job job, Change change, Passage passage, String why)
      throws InterruptedException {
    passage.back();
    try {
      parts.roster().show(change.from());
      generations.move(generations.to(change.from().number()));
      if (change.to().before() == change.from().number()) {
        generations.leave(change.to().number());
      }
      parts.configurations().settle(change.reversed());
    } catch (IOException | RefusedException e) {
      LOG.error("The generation before is not written down", e);
    }
    avoid(change.fresh(), why);
    rolledBack(job, change.from().number(), change.to().number(), why);
  }

  /** No policy installs them again. */
  public void avoid(List<Generation.Plugin> plugins, String why) {
    try {
      for (Generation.Plugin plugin : plugins) {
        parts.avoided().add(plugin.id(), plugin.version(), why);
      }
    } catch (IOException | RefusedException e) {
      LOG.error("What went back may come again by itself", e);
    }
  }

  /** Says that everything is as before. */
  public void rolledBack(Job job, int from, int to, String why) {
    chronicle.audit(
        "plugin-rolled-back", job, Map.of("generation", String.valueOf(from), "why", why));
    parts
        .around()
        .raise(Severity.WARNING, "plugin", "plugin-rolled-back", "Plug-ins went back: " + why);
    chronicle.end(job, Step.ROLLED_BACK, from, to, why);
    job.be(State.ROLLED_BACK, why);
  }

  /** A job whose watch time a restart interrupted. */
  public void watchAgain(Job job, Change change) throws InterruptedException {
    Passage passage = new Passage(change, parts.bundles(), parts.migration().way(List.of(), job));
    try {
      passage.adopt();
      watch(job, passage, change);
    } catch (SetbackException e) {
      goBack(job, change, e.getMessage());
      return;
    } catch (IOException | RefusedException | RuntimeException e) {
      LOG.error("Job {} is taken back", job.number(), e);
      goBack(job, change, "It failed: " + e);
      return;
    }
    retire(job, change, passage);
  }

  /** Nothing of the old is there any more: it comes as the new came. */
  private void goBack(Job job, Change change, String why) throws InterruptedException {
    try {
      List<SiteMigration.Part> sites =
          parts.migration().between(change.to().number(), change.from().number());
      Passage passage =
          new Passage(change.reversed(), parts.bundles(), parts.migration().way(sites, job));
      passage.install();
      passage.prepareSites();
      passage.start();
      parts.configurations().settle(change.reversed());
      passage.retire();
    } catch (SetbackException
        | BundleException
        | IOException
        | RefusedException
        | RuntimeException e) {
      LOG.error("The generation before runs from the next start on", e);
    }
    try {
      generations.move(generations.to(change.from().number()));
    } catch (IOException | RefusedException e) {
      LOG.error("The generation before is not written down", e);
    }
    avoid(change.fresh(), why);
    rolledBack(job, change.from().number(), change.to().number(), why);
  }

  private Settings settings() throws IOException, RefusedException {
    return Settings.read(generations.plugins());
  }

  private Instant now() {
    return parts.around().clock().instant();
  }
}
