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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.busbar.api.plugin.PluginCard;
import org.busbar.api.plugin.PluginGeneration;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginPicture;
import org.busbar.api.plugin.PluginPlan;
import org.busbar.api.plugin.PluginSource;
import org.busbar.api.plugin.PluginStatus;
import org.busbar.api.plugin.PluginWish;
import org.busbar.api.plugin.Plugins;
import org.busbar.plugin.change.Chronicle;
import org.busbar.plugin.change.Job;
import org.busbar.plugin.check.CheckedPlugin;
import org.busbar.plugin.check.StagedCheck;
import org.busbar.plugin.format.Card;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Versions;
import org.busbar.plugin.generation.Change;
import org.busbar.plugin.generation.Generation;
import org.busbar.plugin.generation.Generations;
import org.busbar.plugin.generation.Journal;
import org.busbar.plugin.generation.Pointer;
import org.busbar.plugin.generation.Recovery;
import org.busbar.plugin.intake.Market;
import org.busbar.plugin.migrate.Difference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The face of the plug-ins of one gateway; jobs are done by the worker. */
final class Provisioner implements Plugins, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Provisioner.class);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final long END_MS = 2000;

  private final Path home;
  private final Generations generations;
  private final Journal journal;
  private final Worker.Parts parts;
  private final Planning planning;
  private final Worker worker;
  private final Installations installations;
  private final Attention attention;
  private final Updates updates;
  private final Rounds rounds;
  private final Jobs jobs = new Jobs();
  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private final Thread thread;

  /** Something for the worker; all that is done about plug-ins is done on its thread. */
  @FunctionalInterface
  private interface Task {
    void run() throws InterruptedException;
  }

  Provisioner(Path home, Generations generations, Journal journal, Worker.Parts parts) {
    this.home = home;
    this.generations = generations;
    this.journal = journal;
    this.parts = parts;
    this.installations = new Installations(home, generations, parts);
    this.attention = new Attention(parts, installations);
    Chronicle chronicle = new Chronicle(journal, generations, parts.around());
    this.worker = new Worker(generations, chronicle, parts, jobs, attention);
    this.planning = worker.planning();
    this.updates = new Updates(parts, generations, installations, jobs, worker);
    this.rounds = new Rounds(parts.supply(), parts.around(), () -> tasks.add(updates::look));
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
    jobs.after(lines.stream().mapToInt(Journal.Line::job).max().orElse(0));
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
    parts.roster().onComplaint(() -> tasks.add(attention::heed));
    parts.supply().onFetched(this::fetched);
    thread.start();
    rounds.start();
  }

  private void recover(Recovery found) throws IOException, RefusedException {
    LOG.warn("Job {}: {}", found.job(), found.text());
    Job job =
        new Job(
            found.job(), new PluginWish.Back(found.to()), "gateway", "", PluginJob.State.RUNNING);
    job.did(now(), found.text());
    jobs.found(job);
    if (found.forward()) {
      Change change = new Change(generations.read(found.from()), generations.read(found.to()));
      job.be(PluginJob.State.WATCHED, "");
      tasks.add(() -> worker.changing().watchAgain(job, change));
      return;
    }
    if (found.configurationMayDiffer()) {
      generations.restore(found.from());
    }
    if (found.to() != 0 && found.to() != found.from()) {
      leaveIfLater(found);
    }
    tasks.add(() -> worker.changing().rolledBack(job, found.from(), found.to(), found.text()));
  }

  /** A way back leads to a generation that was good before; that one is kept. */
  private void leaveIfLater(Recovery found) throws IOException, RefusedException {
    if (found.to() > found.from()) {
      if (generations.isKept(found.to())) {
        Change change = new Change(generations.read(found.from()), generations.read(found.to()));
        worker.changing().avoid(change.fresh(), found.text());
      }
      generations.leave(found.to());
    }
  }

  /** What catalogues say now is heeded as soon as may be. */
  void fetched(Market market) {
    attention.fetched(market);
    tasks.add(attention::heed);
  }

  private void work() {
    try {
      while (!parts.bundles().isUp()) {
        parts.around().pause(LOOK);
      }
      while (!Thread.currentThread().isInterrupted()) {
        Task task = tasks.take();
        try {
          task.run();
        } catch (RuntimeException e) {
          LOG.error("A job of plug-ins ended", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is under way is put right by the next start; an orderly end counts for nothing. */
  @Override
  public void close() throws IOException {
    rounds.close();
    parts.letGo().close();
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

  @Override
  public Optional<PluginPicture> picture(String id, String version, String path) {
    try {
      return parts.supply().pictures().picture(market(), id, version, path);
    } catch (IOException | RefusedException e) {
      LOG.info("No picture {} of {} {}: {}", path, id, version, e.getMessage());
      return Optional.empty();
    }
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
      return installations.all(jobs.shown());
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
      return Views.impossible(e);
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
    Job job = jobs.add(planned, by, reason);
    tasks.add(() -> worker.run(job, planned));
    return job.shown();
  }

  @Override
  public List<PluginJob> jobs() {
    return jobs.shown();
  }

  @Override
  public Optional<PluginJob> job(int number) {
    return jobs.shown(number);
  }

  @Override
  public boolean cancel(int number, String by) {
    return jobs.cancel(number);
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
      return parts.trust().sources(parts.supply().refresh(by));
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
  public boolean export(String id, OutputStream to, String by) throws IOException {
    try {
      Optional<Generation.Plugin> plugin = generations.current(now()).plugin(id);
      if (plugin.isEmpty()) {
        return false;
      }
      Path folder = generations.folder(plugin.get());
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
