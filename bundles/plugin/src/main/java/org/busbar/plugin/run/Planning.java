package org.busbar.plugin.run;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.plugin.PluginPlan;
import org.busbar.api.plugin.PluginWish;
import org.busbar.plugin.change.Bundles;
import org.busbar.plugin.change.Job;
import org.busbar.plugin.change.ProfileJar;
import org.busbar.plugin.change.SiteMigration;
import org.busbar.plugin.check.StagedCheck;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.PluginFile;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Versions;
import org.busbar.plugin.generation.Change;
import org.busbar.plugin.generation.Generation;
import org.busbar.plugin.generation.Generations;
import org.busbar.plugin.generation.Pins;
import org.busbar.plugin.intake.Staged;
import org.busbar.plugin.plan.Offer;
import org.busbar.plugin.plan.Plan;
import org.busbar.plugin.plan.Planner;
import org.busbar.plugin.plan.PlatformParts;
import org.busbar.plugin.plan.Request;
import org.busbar.plugin.trust.Revocation;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** What wishes come to, and what generation comes of them. Changes nothing that runs. */
final class Planning {
  /** Before the drivers that make devices of them. */
  private static final int PROFILE_LEVEL = 4;

  private final Path home;
  private final Generations generations;
  private final Supply supply;
  private final Bundles bundles;
  private final Trust trust;
  private final Pins pins;
  private final SiteMigration migration;

  Planning(Generations generations, Worker.Parts parts) {
    this.home = parts.supply().home();
    this.generations = generations;
    this.supply = parts.supply();
    this.bundles = parts.bundles();
    this.trust = parts.trust();
    this.pins = parts.pins();
    this.migration = parts.migration();
  }

  /** What a wish comes to. */
  Planned plan(PluginWish wish, String by, Instant now) throws IOException, RefusedException {
    Generation current = generations.current(now);
    return switch (wish) {
      case PluginWish.Install install ->
          request(
              wish,
              current,
              new Request(Request.Action.INSTALL, install.id(), range(install.version())),
              by);
      case PluginWish.Update update ->
          request(
              wish,
              current,
              new Request(Request.Action.UPDATE, update.id(), newer(current, update)),
              by);
      case PluginWish.Remove remove ->
          request(
              wish, current, new Request(Request.Action.REMOVE, remove.id(), Planner.any()), by);
      case PluginWish.Back back -> back(back, current);
      case PluginWish.AddSource add -> trusting(wish, trust.plan(add));
      case PluginWish.RemoveSource remove -> trusting(wish, trust.plan(remove));
    };
  }

  private static Planned trusting(PluginWish wish, List<String> words) {
    return new Planned(
        wish,
        Planned.shown(words, words, List.of(), false, List.of()),
        Optional.empty(),
        Optional.empty());
  }

  private static VersionRange range(String version) throws RefusedException {
    if (version.isEmpty()) {
      return Planner.any();
    }
    var exact = Versions.of(version, "version");
    return new VersionRange(VersionRange.LEFT_CLOSED, exact, exact, VersionRange.RIGHT_CLOSED);
  }

  /** Of itself an update goes forward only, and not where somebody said to leave it. */
  private VersionRange newer(Generation current, PluginWish.Update update)
      throws IOException, RefusedException {
    Generation.Plugin plugin = current.plugin(update.id()).orElse(null);
    if (plugin == null || !update.version().isEmpty()) {
      return range(update.version());
    }
    if (pins.has(plugin.id())) {
      throw new RefusedException(
          Reason.CONFLICT,
          plugin.title() + " is pinned",
          plugin.id(),
          "Take the pin away, or name the version you want");
    }
    Version runs = Versions.lenient(plugin.version());
    boolean newer =
        supply.market().show(plugin.id()).stream()
            .anyMatch(found -> Versions.lenient(found.card().version()).compareTo(runs) > 0);
    if (!newer) {
      throw new RefusedException(
          Reason.CONFLICT,
          plugin.title() + " is the newest that can be had",
          plugin.id(),
          "Nothing needs to be done; add a catalogue where another should have a newer one");
    }
    return new VersionRange(VersionRange.LEFT_OPEN, runs, null, VersionRange.RIGHT_OPEN);
  }

  private Planned request(PluginWish wish, Generation current, Request request, String by)
      throws IOException, RefusedException {
    Plan plan = supply.intake().plan(supply.market(), supply.installed(current), request, by);
    List<PluginPlan.Change> changes = new ArrayList<>();
    for (Offer offer : plan.resolution().added()) {
      changes.add(
          new PluginPlan.Change(
              offer.id(),
              current.plugin(offer.id()).map(Generation.Plugin::version).orElse(""),
              offer.versionText()));
    }
    for (Offer offer : plan.resolution().removed()) {
      changes.add(new PluginPlan.Change(offer.id(), offer.versionText(), ""));
    }
    List<String> words = plan.words();
    return new Planned(
        wish,
        Planned.shown(
            words,
            words.stream().filter(Planning::asks).toList(),
            changes,
            plan.needsRestart(),
            SiteMigration.difference(migration.of(plan))),
        Optional.of(plan),
        Optional.empty());
  }

  private static boolean asks(String sentence) {
    return sentence.contains(" asks to ")
        || sentence.contains(" brings native code")
        || sentence.contains(" reaches devices by ")
        || sentence.contains("can write to devices");
  }

  private Planned back(PluginWish.Back back, Generation current)
      throws IOException, RefusedException {
    int number = back.generation() == 0 ? current.before() : back.generation();
    if (number == 0 || number == current.number()) {
      throw new RefusedException(
          Reason.CONFLICT,
          number == 0 ? "there is none before the first" : "it is the one that runs",
          "generation " + back.generation(),
          "Look at the list of generations");
    }
    if (!generations.isKept(number)) {
      throw new RefusedException(
          Reason.MISSING_FILE,
          "there is none of this number",
          "generation " + number,
          "Look at the list of generations");
    }
    Generation wanted = generations.read(number);
    for (Generation.Plugin plugin : wanted.plugins()) {
      StagedCheck.check(generations.folder(plugin), plugin.featureSha256());
      requireNotTakenBack(plugin, current);
    }
    List<String> words = new ArrayList<>();
    List<String> lines = SiteMigration.difference(migration.between(current.number(), number));
    List<PluginPlan.Change> changes = new ArrayList<>();
    Change change = new Change(current, wanted);
    words.add("Goes back from generation " + current.number() + " to generation " + number + ".");
    for (String id : change.ids()) {
      String from = change.versionBefore(id);
      String to = change.versionAfter(id);
      changes.add(new PluginPlan.Change(id, from, to));
      words.add(
          to.isEmpty()
              ? "Removes " + id + " " + from + "."
              : from.isEmpty()
                  ? "Adds " + id + " " + to + "."
                  : "Changes " + id + " " + from + " to " + to + ".");
    }
    return new Planned(
        back,
        Planned.shown(words, List.of(), changes, false, lines),
        Optional.empty(),
        Optional.of(wanted));
  }

  /** To go back to a version is to install it. */
  private void requireNotTakenBack(Generation.Plugin plugin, Generation current)
      throws IOException, RefusedException {
    String runs = current.plugin(plugin.id()).map(Generation.Plugin::version).orElse("");
    Optional<Revocation> said =
        Installations.said(supply.market(), plugin)
            .filter(each -> each.severity() != Revocation.Severity.ADVISE)
            .findFirst();
    if (said.isPresent() && !runs.equals(plugin.version())) {
      throw new RefusedException(
          Reason.REVOKED,
          plugin.title() + " was taken back: " + said.get().reason(),
          plugin.id(),
          "Choose another generation, or update the plug-in");
    }
  }

  /** The generation that staged plug-ins make. */
  Generation next(Generation current, Staged staged, Job job, Instant now)
      throws IOException, RefusedException {
    Map<String, Generation.Plugin> plugins = new LinkedHashMap<>();
    Map<String, List<Generation.Jar>> jars = new LinkedHashMap<>();
    for (Generation.Plugin plugin : current.plugins()) {
      plugins.put(plugin.id(), pinnedNow(plugin));
      jars.put(plugin.id(), current.bundlesOf(plugin.id()));
    }
    for (Offer gone : staged.plan().resolution().removed()) {
      plugins.remove(gone.id());
      jars.remove(gone.id());
    }
    for (Staged.Plugin each : staged.plugins()) {
      String id = each.feature().name();
      plugins.put(id, plugin(each, now));
      jars.put(id, jars(each));
    }
    Generation next =
        new Generation(
            generations.next(),
            current.number(),
            now,
            job.by(),
            job.reason(),
            plugins.values().stream().sorted(Comparator.comparing(Generation.Plugin::id)).toList(),
            jars.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingInt(Generation.Jar::startLevel))
                .toList(),
            current.configuration());
    requireTold(current, next);
    return next;
  }

  private Generation.Plugin pinnedNow(Generation.Plugin plugin) throws IOException {
    return new Generation.Plugin(
        plugin.id(),
        plugin.version(),
        plugin.folder(),
        plugin.featureSha256(),
        plugin.tier(),
        plugin.publisher(),
        plugin.key(),
        plugin.since(),
        pins.has(plugin.id()));
  }

  private Generation.Plugin plugin(Staged.Plugin staged, Instant now) throws IOException {
    return new Generation.Plugin(
        staged.feature().name(),
        staged.feature().id().version(),
        home.resolve("plugins").relativize(staged.folder()).toString(),
        staged.featureSha256(),
        staged.tier(),
        staged.publisher(),
        staged.key(),
        now,
        pins.has(staged.feature().name()));
  }

  /** Its bundles, without those that the assembly has itself, byte for byte. */
  private List<Generation.Jar> jars(Staged.Plugin staged) throws IOException, RefusedException {
    List<Generation.Jar> jars = new ArrayList<>();
    for (PluginFeature.BundleEntry bundle : staged.feature().bundles()) {
      Generation.Jar jar = jar(staged, staged.jar(bundle), bundle.startLevel());
      Bundle same = bundles.foreign(jar.name(), jar.version()).orElse(null);
      if (same == null) {
        jars.add(jar);
      } else if (!jar.sha256().equals(digest(same))) {
        throw twice(jar, "this assembly has");
      }
    }
    if (!staged.feature().files(PluginFile.Role.PROFILE).isEmpty()) {
      Path made = ProfileJar.make(staged.feature(), staged.folder());
      jars.add(jar(staged, made, PROFILE_LEVEL));
    }
    return jars;
  }

  private Generation.Jar jar(Staged.Plugin staged, Path file, int level)
      throws IOException, RefusedException {
    Map<String, String> headers = PlatformParts.headers(file);
    String name = headers.getOrDefault("Bundle-SymbolicName", "").split(";")[0].strip();
    return new Generation.Jar(
        staged.feature().name(),
        home.resolve("plugins").relativize(file).toString(),
        Bytes.digest(file, Limits.FILE),
        name,
        Versions.of(headers.getOrDefault("Bundle-Version", "0"), name).toString(),
        level,
        staged.feature().isFieldSide());
  }

  private static String digest(Bundle bundle) throws IOException, RefusedException {
    String location = bundle.getLocation();
    return location.startsWith("reference:file:")
        ? Bytes.digest(Path.of(URI.create(location.substring("reference:".length()))), Limits.FILE)
        : "";
  }

  /** Two bundles of one name and version with other bytes cannot be told apart. */
  private static void requireTold(Generation current, Generation next) throws RefusedException {
    List<Generation.Jar> all = new ArrayList<>(current.bundles());
    all.addAll(next.bundles());
    Map<String, String> seen = new LinkedHashMap<>();
    for (Generation.Jar jar : all) {
      String other = seen.putIfAbsent(jar.title(), jar.sha256());
      if (other != null && !other.equals(jar.sha256())) {
        throw twice(jar, "a plug-in has");
      }
    }
  }

  private static RefusedException twice(Generation.Jar jar, String who) {
    return new RefusedException(
        Reason.CONFLICT,
        who + " a bundle " + jar.title() + " with other bytes, and the two cannot be told apart",
        jar.plugin(),
        "Ask the publisher to give each change of a bundle a version of its own");
  }

  /** What is only for the time of a job. */
  static void sweep(Path home) throws IOException {
    for (String name : List.of("incoming", "scratch", "brought", "waiting", "confirmed")) {
      Generations.delete(home.resolve("plugins").resolve(name));
    }
  }
}
