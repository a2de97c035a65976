package org.busbar.plugin.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.busbar.api.plugin.PluginCard;
import org.busbar.api.plugin.PluginGeneration;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginPlan;
import org.busbar.api.plugin.PluginSource;
import org.busbar.api.plugin.PluginStatus;
import org.busbar.api.plugin.PluginWish;
import org.busbar.api.plugin.Plugins;
import org.busbar.plugin.check.CheckedPlugin;
import org.busbar.plugin.check.StagedCheck;
import org.busbar.plugin.format.Card;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Versions;
import org.busbar.plugin.intake.Market;
import org.busbar.plugin.migrate.Difference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The face of the plug-ins of one gateway; jobs are done by the worker. */
final class Provisioner implements Plugins, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Provisioner.class);
  private static final int MOST_JOBS = 200;
  private static final String POLICY = "policy";
  private static final Duration UPDATES = Duration.ofHours(1);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final long END_MS = 2000;

  private final Path home;
  private final Generations generations;
  private final Journal journal;
  private final Worker.Parts parts;
  private final Planning planning;
  private final Worker worker;
  private final Installations installations;
  private final LinkedList<Job> jobs = new LinkedList<>();
  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private final Thread thread;
  private int lastJob;

  /** Something for the worker. */
  @FunctionalInterface
  private interface Task {
    void run() throws InterruptedException;
  }

  Provisioner(Path home, Generations generations, Journal journal, Worker.Parts parts) {
    this.home = home;
    this.generations = generations;
    this.journal = journal;
    this.parts = parts;
    this.planning = new Planning(home, generations, parts);
    this.installations = new Installations(home, generations, parts);
    this.worker = new Worker(generations, journal, planning, parts, installations);
    this.thread = Thread.ofPlatform().name("busbar-plugins").daemon(true).unstarted(this::work);
  }

  /**
   * Puts right what an end in the middle of a job left, before anything reads the configuration;
   * then begins to work.
   */
  void start() throws IOException, RefusedException {
    Planning.sweep(home);
    journal.tidy();
    List<Journal.Line> lines = journal.lines();
    lastJob = lines.stream().mapToInt(Journal.Line::job).max().orElse(0);
    Optional<Pointer> pointer = generations.pointer();
    Optional<Recovery> recovery = Recovery.of(lines, pointer.map(Pointer::number).orElse(0));
    if (recovery.isPresent()) {
      recover(recovery.get());
    }
    if (pointer.isPresent()) {
      Generation current = generations.read(pointer.get().number());
      parts.configurations().all(current);
      parts.roster().show(current);
      tasks.add(() -> installations.verify(current));
    }
    parts.roster().onComplaint(() -> tasks.add(installations::heedComplaints));
    thread.start();
  }

  private void recover(Recovery found) throws IOException, RefusedException {
    LOG.warn("Job {}: {}", found.job(), found.text());
    Job job =
        new Job(
            found.job(), new PluginWish.Back(found.to()), "gateway", "", PluginJob.State.RUNNING);
    job.did(now(), found.text());
    jobs.addFirst(job);
    if (found.forward()) {
      Change change = new Change(generations.read(found.from()), generations.read(found.to()));
      job.be(PluginJob.State.WATCHED, "");
      tasks.add(() -> worker.watchAgain(job, change));
      return;
    }
    if (found.configurationMayDiffer()) {
      generations.restore(found.from());
    }
    if (found.to() != 0 && found.to() != found.from()) {
      leaveIfLater(found);
    }
    tasks.add(() -> worker.rolledBack(job, found.from(), found.to(), found.text()));
  }

  /** A way back leads to a generation that was good before; that one is kept. */
  private void leaveIfLater(Recovery found) throws IOException {
    if (found.to() > found.from()) {
      generations.leave(found.to());
    }
  }

  private void work() {
    try {
      while (!parts.bundles().isUp()) {
        parts.around().pause(LOOK);
      }
      while (!Thread.currentThread().isInterrupted()) {
        Task task = tasks.poll(UPDATES.toSeconds(), TimeUnit.SECONDS);
        try {
          if (task == null) {
            update();
          } else {
            task.run();
          }
        } catch (RuntimeException e) {
          LOG.error("A job of plug-ins ended", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Updates that the policy of this gateway consents to. */
  void update() throws InterruptedException {
    try {
      if (!Settings.read(home.resolve("plugins")).automatic()) {
        return;
      }
      installations.heedRevocations(parts.supply().refresh(POLICY));
      Optional<PluginWish.Update> due = Updates.due(installed(), now());
      if (due.isPresent()) {
        Planned planned = planning.plan(due.get(), POLICY, now());
        Generation current = generations.current(now());
        Planned allowed =
            new Updates(parts.supply()).asksForNoMore(planned, current)
                ? planned.byPolicy()
                : planned;
        worker.run(add(allowed, POLICY, "automatic update"), allowed);
      }
    } catch (IOException | RefusedException e) {
      LOG.warn("There was no automatic update: {}", e.getMessage());
    } catch (IllegalStateException e) {
      LOG.info("There is no automatic update now: {}", e.getMessage());
    }
  }

  /** What is under way is put right by the next start; an orderly end counts for nothing. */
  @Override
  public void close() throws IOException {
    thread.interrupt();
    try {
      thread.join(END_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Optional<Pointer> pointer = generations.pointer();
    if (pointer.isPresent() && pointer.get().starts() > 0) {
      Pointer now = pointer.get();
      generations.move(new Pointer(now.number(), now.sha256(), now.back(), 0));
    }
  }

  @Override
  public List<PluginCard> search(String words, int most) {
    Map<String, PluginCard> newest = new LinkedHashMap<>();
    for (Market.Found found : market().search(words, Integer.MAX_VALUE)) {
      newest.merge(found.card().id(), Views.card(found), (a, b) -> isNewer(b, a) ? b : a);
    }
    return newest.values().stream().limit(Math.max(0, most)).toList();
  }

  private static boolean isNewer(PluginCard one, PluginCard other) {
    return Versions.lenient(one.version()).compareTo(Versions.lenient(other.version())) > 0;
  }

  @Override
  public List<PluginCard> show(String id) {
    return market().show(id).stream()
        .map(Views::card)
        .sorted(
            Comparator.comparing((PluginCard card) -> Versions.lenient(card.version())).reversed())
        .toList();
  }

  private Market market() {
    try {
      return parts.supply().market();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<PluginStatus> installed() {
    try {
      return installations.all(jobs());
    } catch (IOException | RefusedException e) {
      throw unreadable(e);
    }
  }

  private static IllegalStateException unreadable(Exception e) {
    return new IllegalStateException("what is installed cannot be read: " + e.getMessage(), e);
  }

  @Override
  public PluginPlan plan(PluginWish wish, String by) {
    try {
      return planning.plan(wish, by, now()).shown();
    } catch (RefusedException e) {
      return Views.impossible(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public PluginJob begin(PluginWish wish, String digest, String by, String reason) {
    Planned planned;
    try {
      planned = planning.plan(wish, by, now());
    } catch (RefusedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!planned.shown().digest().equals(digest)) {
      throw new IllegalArgumentException(
          "the plan is another one by now; look at it again and consent to that");
    }
    Job job = add(planned, by, reason);
    tasks.add(() -> worker.run(job, planned));
    return job.shown();
  }

  private Job add(Planned planned, String by, String reason) {
    synchronized (jobs) {
      Optional<Job> other = jobs.stream().filter(each -> !each.isOver()).findFirst();
      boolean isWayBack = planned.wish() instanceof PluginWish.Back;
      if (other.isPresent() && !(isWayBack && other.get().leave(by))) {
        throw new IllegalStateException("job " + other.get().number() + " is on its way");
      }
      PluginJob.State state =
          planned.needsConfirmation()
              ? PluginJob.State.WAITS_FOR_CONFIRMATION
              : PluginJob.State.RUNNING;
      Job job = new Job(++lastJob, planned.wish(), by, reason, state);
      jobs.addFirst(job);
      if (jobs.size() > MOST_JOBS) {
        jobs.removeLast();
      }
      return job;
    }
  }

  @Override
  public List<PluginJob> jobs() {
    synchronized (jobs) {
      return jobs.stream().map(Job::shown).toList();
    }
  }

  @Override
  public Optional<PluginJob> job(int number) {
    return jobs().stream().filter(each -> each.number() == number).findFirst();
  }

  @Override
  public boolean cancel(int number, String by) {
    synchronized (jobs) {
      return jobs.stream().anyMatch(each -> each.number() == number && each.cancel());
    }
  }

  @Override
  public boolean pin(String id, boolean pinned, String by) {
    try {
      return installations.pin(id, pinned);
    } catch (IOException | RefusedException e) {
      throw unreadable(e);
    }
  }

  @Override
  public boolean restore(String id, String by, String reason) {
    try {
      return installations.restore(id, by, reason);
    } catch (IOException | RefusedException e) {
      throw unreadable(e);
    }
  }

  @Override
  public List<PluginGeneration> generations() {
    try {
      int current = generations.pointer().map(Pointer::number).orElse(0);
      return generations.all().stream().map(each -> each.shown(each.number() == current)).toList();
    } catch (IOException | RefusedException e) {
      throw unreadable(e);
    }
  }

  @Override
  public List<String> difference(int from, int to) {
    try {
      Change change = new Change(kept(from), kept(to));
      List<String> lines = new ArrayList<>();
      for (String id : change.ids()) {
        String old = change.versionBefore(id);
        String fresh = change.versionAfter(id);
        if (!old.isEmpty()) {
          lines.add("- " + id + " " + old);
        }
        if (!fresh.isEmpty()) {
          lines.add("+ " + id + " " + fresh);
        }
      }
      Map<String, String> before = generations.configuration(from);
      Map<String, String> after = generations.configuration(to);
      TreeSet<String> names = new TreeSet<>(before.keySet());
      names.addAll(after.keySet());
      for (String name : names) {
        lines.addAll(
            Difference.of(name, before.getOrDefault(name, ""), after.getOrDefault(name, "")));
      }
      return lines;
    } catch (IOException | RefusedException e) {
      throw unreadable(e);
    }
  }

  private Generation kept(int number) throws IOException, RefusedException {
    return generations.all().stream()
        .filter(each -> each.number() == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("generation " + number + " was not kept"));
  }

  @Override
  public List<PluginSource> sources() {
    try {
      return parts.trust().sources(market());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<PluginSource> refresh(String by) {
    try {
      Market market = parts.supply().refresh(by);
      tasks.add(() -> installations.heedRevocations(market));
      return parts.trust().sources(market);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Brought bring(InputStream archive, String name, String by) throws IOException {
    Path folder = Files.createDirectories(home.resolve("plugins").resolve("brought"));
    Path file = Files.createTempFile(folder, "brought-", ".busbar");
    try (OutputStream out = Files.newOutputStream(file)) {
      if (archive.transferTo(new Limited(out, Limits.PLUGIN)) == 0) {
        throw new IOException(name + " is empty");
      }
    }
    try {
      Market market = parts.supply().bring(file, by);
      CheckedPlugin plugin = market.files().getLast();
      return new Brought.Offered(
          Views.card(Card.of(plugin.feature(), plugin.tier(), plugin.publisher().name()), "file"));
    } catch (RefusedException e) {
      Files.delete(file);
      return new Brought.Refused(Views.impossible(e));
    }
  }

  @Override
  public boolean export(String id, OutputStream to) throws IOException {
    try {
      Optional<Generation.Plugin> plugin = generations.current(now()).plugin(id);
      if (plugin.isEmpty()) {
        return false;
      }
      Path folder = parts.supply().folder(plugin.get());
      PluginFeature feature = StagedCheck.check(folder, plugin.get().featureSha256());
      Archive.write(folder, feature, to);
      return true;
    } catch (RefusedException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Instant now() {
    return parts.around().clock().instant();
  }
}
