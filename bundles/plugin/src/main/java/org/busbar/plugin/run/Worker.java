package org.busbar.plugin.run;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.busbar.api.events.Severity;
import org.busbar.api.plugin.PluginJob.State;
import org.busbar.api.plugin.PluginWish;
import org.busbar.plugin.check.StagedCheck;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.intake.Staged;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out jobs, one after the other, on one thread. Every step is in the journal. */
final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final Path home;
  private final Generations generations;
  private final Journal journal;
  private final Planning planning;
  private final Parts parts;
  private final Installations installations;

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
      Roster roster,
      Swaps swaps) {}

  Worker(
      Generations generations,
      Journal journal,
      Planning planning,
      Parts parts,
      Installations installations) {
    this.home = parts.supply().home();
    this.installations = installations;
    this.generations = generations;
    this.journal = journal;
    this.planning = planning;
    this.parts = parts;
  }

  /** Carries a job out, whatever becomes of it. Interrupted, it leaves it to the next start. */
  void run(Job job, Planned planned) throws InterruptedException {
    try {
      int from = generations.current(now()).number();
      step(job, Step.PLANNED, from, 0);
      if (!planned.needsConfirmation() || isConfirmed(job, planned, from)) {
        job.be(State.RUNNING, "");
        carryOut(job, planned);
      }
    } catch (RefusedException e) {
      refused(job, e.getMessage());
    } catch (IOException | RuntimeException e) {
      LOG.error("Job {} ended", job.number(), e);
      refused(job, "It could not be done: " + e);
    } finally {
      forget(planned, job);
    }
  }

  private void refused(Job job, String why) {
    job.be(State.REFUSED, why);
    end(job, Step.ENDED, why);
  }

  private boolean isConfirmed(Job job, Planned planned, int from)
      throws IOException, InterruptedException {
    Confirmation confirmation = confirmation(job, planned);
    confirmation.ask(home);
    job.say("Confirm it at the gateway's own terminal: ./busbar plugin confirm " + job.number());
    for (Duration waited = Duration.ZERO;
        waited.compareTo(PATIENCE) < 0;
        waited = waited.plus(LOOK)) {
      Optional<Boolean> answer = confirmation.answer(home);
      if (answer.isPresent() && answer.get()) {
        audit("plugin-confirmed", job, Map.of("digest", planned.shown().digest()));
        step(job, Step.CONFIRMED, from, 0);
        return true;
      }
      if (job.isCancelled()) {
        job.be(State.CANCELLED, "");
        end(job, Step.ENDED, "taken back");
        return false;
      }
      installations.heedComplaints(); // Nobody else does as long as this thread waits.
      parts.around().pause(LOOK);
    }
    job.be(State.CANCELLED, "Nobody confirmed it within " + PATIENCE.toHours() + " hour.");
    end(job, Step.ENDED, "not confirmed");
    return false;
  }

  private static Confirmation confirmation(Job job, Planned planned) {
    return new Confirmation(
        job.number(), planned.shown().digest(), job.by(), job.reason(), planned.shown().words());
  }

  private void forget(Planned planned, Job job) {
    try {
      confirmation(job, planned).forget(home);
    } catch (IOException e) {
      LOG.error("What waited to be confirmed is still there", e);
    }
  }

  private void carryOut(Job job, Planned planned)
      throws IOException, RefusedException, InterruptedException {
    switch (planned.wish()) {
      case PluginWish.AddSource add -> {
        parts.trust().add(add);
        parts.supply().refresh(job.by());
        audit("plugin-source", job, Map.of("source", add.name(), "root", add.root()));
        done(job);
      }
      case PluginWish.RemoveSource remove -> {
        parts.trust().remove(remove);
        audit("plugin-source", job, Map.of("source", remove.name(), "root", ""));
        done(job);
      }
      case PluginWish.Back _ -> {
        Generation to = planned.back().orElseThrow();
        Pointer before = generations.begin(now());
        for (Generation.Plugin plugin : to.plugins()) {
          StagedCheck.check(parts.supply().folder(plugin), plugin.featureSha256());
        }
        step(job, Step.VERIFIED, before.number(), 0);
        if (isThere(to)) {
          generations.move(generations.to(to.number()));
          done(job);
          return;
        }
        List<SiteMigration.Part> sites = parts.migration().between(before.number(), to.number());
        change(job, new Change(generations.read(before.number()), to), before, sites);
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
        step(job, Step.VERIFIED, before.number(), 0);
        Generation to = planning.next(current, staged, job, now());
        step(job, Step.STAGED, before.number(), to.number());
        if (planned.shown().restarts()) {
          restart(job, to, before);
        } else {
          List<SiteMigration.Part> sites = parts.migration().of(staged.plan());
          change(job, new Change(current, to), before, sites);
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
    step(job, Step.DONE, now, now);
    job.be(State.DONE, "");
  }

  /** Native code: the next start brings it. */
  private void restart(Job job, Generation to, Pointer before)
      throws IOException, RefusedException {
    Pointer next = generations.keep(to);
    step(job, Step.GENERATION_WRITTEN, before.number(), to.number());
    generations.move(next.watched(before));
    step(job, Step.POINTER_MOVED, before.number(), to.number());
    job.be(State.WATCHED, "Restart the gateway: native code is exchanged at its start only.");
  }

  private void change(Job job, Change change, Pointer before, List<SiteMigration.Part> sites)
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
    step(job, Step.CONFIGURATION_COPIED, from, to);
    passage.install();
    step(job, Step.INSTALLED, from, to);
    parts.roster().show(change.from(), change.to());
    passage.start();
    step(job, Step.STARTED, from, to);
    passage.prepareSites();
    passage.tryOut(parts.around().successions());
    await(job, passage, change);
    step(job, Step.TRIED, from, to);
    passage.move();
    parts.configurations().settle(change);
    step(job, Step.MOVED, from, to);
    Pointer next = generations.isKept(to) ? generations.to(to) : generations.keep(change.to());
    step(job, Step.GENERATION_WRITTEN, from, to);
    generations.move(next.watched(before));
    step(job, Step.POINTER_MOVED, from, to);
    parts.swaps().add(change, passage.gap(), now());
    for (String id : change.ids()) {
      String old = change.versionBefore(id);
      String fresh = change.versionAfter(id);
      String kind =
          old.isEmpty()
              ? "plugin-installed"
              : fresh.isEmpty() ? "plugin-removed" : "plugin-updated";
      audit(
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
      heedComplaints(change);
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
      heedComplaints(change);
      parts.around().pause(SECOND);
    }
    step(job, Step.WATCHED, change.from().number(), change.to().number());
  }

  /** What changes goes back, anything else goes into quarantine. */
  private void heedComplaints(Change change) throws SetbackException {
    for (Generation.Plugin plugin : change.fresh()) {
      Optional<String> why = parts.roster().complaint(plugin.id());
      if (why.isPresent()) {
        throw new SetbackException(plugin.title() + " takes too much: " + why.get());
      }
    }
    installations.heedComplaints();
  }

  /** Nothing goes back from here on. */
  private void retire(Job job, Change change, Passage passage) throws InterruptedException {
    try {
      int from = change.from().number();
      int to = change.to().number();
      generations.move(generations.to(to));
      List<WeakReference<ClassLoader>> loaders = passage.retire();
      parts.roster().show(change.to());
      step(job, Step.RETIRED, from, to);
      job.did(now(), LetGo.text(loaders, settings().collect(), parts.around()));
      step(job, Step.DONE, from, to);
      generations.prune();
      job.be(State.DONE, "");
    } catch (IOException | RefusedException | BundleException | RuntimeException e) {
      LOG.error("The old generation of job {} is not wholly gone", job.number(), e);
      end(job, Step.DONE, "the old generation is not wholly gone: " + e);
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
    rolledBack(job, change.from().number(), change.to().number(), why);
  }

  /** Says that everything is as before. */
  void rolledBack(Job job, int from, int to, String why) {
    audit("plugin-rolled-back", job, Map.of("generation", String.valueOf(from), "why", why));
    parts
        .around()
        .raise(Severity.WARNING, "plugin", "plugin-rolled-back", "Plug-ins went back: " + why);
    try {
      journal.write(new Journal.Line(now(), job.number(), Step.ROLLED_BACK, from, to, why));
    } catch (IOException e) {
      LOG.error("The journal cannot be written", e);
    }
    job.be(State.ROLLED_BACK, why);
  }

  /** A job whose watch time a restart interrupted. */
  void watchAgain(Job job, Change change) throws InterruptedException {
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
    rolledBack(job, change.from().number(), change.to().number(), why);
  }

  private Settings settings() throws IOException, RefusedException {
    return Settings.read(home.resolve("plugins"));
  }

  private void step(Job job, Step step, int from, int to) throws IOException {
    job.did(now(), step.text());
    journal.write(new Journal.Line(now(), job.number(), step, from, to, job.wish().toString()));
  }

  private void end(Job job, Step step, String why) {
    try {
      int now = generations.current(now()).number();
      journal.write(new Journal.Line(now(), job.number(), step, now, now, why));
    } catch (IOException | RefusedException e) {
      LOG.error("The journal cannot be written", e);
    }
  }

  private void audit(String kind, Job job, Map<String, String> values) {
    Map<String, String> all = new TreeMap<>(values);
    all.put("job", String.valueOf(job.number()));
    parts.around().audit().append(kind, job.by(), job.reason(), all);
  }

  private Instant now() {
    return parts.around().clock().instant();
  }
}
