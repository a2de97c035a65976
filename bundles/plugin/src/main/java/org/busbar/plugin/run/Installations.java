package org.busbar.plugin.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.busbar.api.events.Severity;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginStatus;
import org.busbar.plugin.change.Bundles;
import org.busbar.plugin.change.Settings;
import org.busbar.plugin.check.StagedCheck;
import org.busbar.plugin.format.Card;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Versions;
import org.busbar.plugin.generation.Generation;
import org.busbar.plugin.generation.Generations;
import org.busbar.plugin.generation.Pins;
import org.busbar.plugin.generation.Withheld;
import org.busbar.plugin.intake.Market;
import org.busbar.plugin.trust.Revocation;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is installed, and how it stands. What stops and what starts again do so one after the other.
 */
final class Installations {
  private static final Logger LOG = LoggerFactory.getLogger(Installations.class);

  private final Path home;
  private final Generations generations;
  private final Worker.Parts parts;
  private final FirstSeen seen;
  private final Pins pins;

  /** Why a plug-in does not run, by id. */
  private final Map<String, String> failed = new ConcurrentHashMap<>();

  Installations(Path home, Generations generations, Worker.Parts parts) {
    this.home = home;
    this.generations = generations;
    this.parts = parts;
    this.pins = parts.pins();
    this.seen = new FirstSeen(home.resolve("plugins"));
  }

  /** Every byte of every plug-in again, after each start. */
  void verify(Generation generation) {
    for (Generation.Plugin plugin : generation.plugins()) {
      try {
        StagedCheck.check(generations.folder(plugin), plugin.featureSha256());
      } catch (RefusedException e) {
        refuse(plugin, e.refusal().reason().word(), e.getMessage());
      } catch (IOException e) {
        refuse(plugin, "missing-file", plugin.title() + " cannot be read: " + e.getMessage());
      }
    }
  }

  private void refuse(Generation.Plugin plugin, String reason, String text) {
    failed.put(plugin.id(), text);
    stop(plugin);
    tell(plugin, reason, text);
  }

  private void tell(Generation.Plugin plugin, String reason, String text) {
    audit("plugin-refused", plugin, "gateway", text, Map.of("reason", reason));
    parts.around().raise(Severity.ALARM, plugin.id(), "plugin-refused", text);
  }

  /** What runs and was taken back with severity stop, stops; what is good again may start. */
  synchronized void heedRevocations(Market market) {
    try {
      seen.look(market, now());
      for (Generation.Plugin plugin : generations.current(now()).plugins()) {
        Optional<Revocation> said =
            said(market, plugin)
                .filter(each -> each.severity() == Revocation.Severity.STOP)
                .findFirst();
        boolean known = parts.withheld().of(plugin.id(), plugin.version()).isPresent();
        if (said.isPresent() && !known) {
          String why = plugin.title() + " was taken back: " + said.get().reason() + ".";
          withhold(plugin, Withheld.Cause.REVOKED, why);
          tell(plugin, "revoked", why);
        } else if (said.isEmpty()
            && isWhole(market)
            && parts.withheld().remove(plugin.id(), Withheld.Cause.REVOKED)) {
          startAgain(plugin);
        }
      }
    } catch (IOException | RefusedException e) {
      LOG.error("What was taken back could not be heeded", e);
    }
  }

  /** What the operators of all catalogues say against a plug-in. */
  static Stream<Revocation> said(Market market, Generation.Plugin plugin) {
    return market.shelves().stream()
        .flatMap(
            shelf ->
                shelf
                    .catalogue()
                    .against(plugin.id(), Versions.lenient(plugin.version()), plugin.key()));
  }

  /** One whose catalogue cannot be read just now is not good again for that. */
  private boolean isWhole(Market market) throws IOException {
    Set<String> read = new HashSet<>();
    market.shelves().forEach(each -> read.add(each.source().name()));
    return !read.isEmpty() && read.containsAll(parts.supply().sources());
  }

  private void withhold(Generation.Plugin plugin, Withheld.Cause cause, String why)
      throws IOException {
    parts.withheld().add(new Withheld.Entry(plugin.id(), plugin.version(), cause, why));
    takeOut(plugin);
  }

  /** Its bundles leave the framework, or what it holds in memory would stay. */
  private void takeOut(Generation.Plugin plugin) {
    try {
      List<Bundle> all = new ArrayList<>();
      for (Generation.Jar jar : generations.current(now()).bundlesOf(plugin.id())) {
        parts.bundles().at(jar).ifPresent(all::add);
      }
      for (Bundle bundle : all.reversed()) {
        parts.bundles().stop(bundle);
      }
      if (parts.bundles().hangingOn(all).isEmpty()) {
        parts.bundles().takeOut(all);
      }
    } catch (IOException | RefusedException | BundleException e) {
      LOG.error("{} could not be taken out", plugin.title(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What took too much outside of its watch time stops until a person restores it. */
  synchronized void heedComplaints() {
    try {
      for (Generation.Plugin plugin : generations.current(now()).plugins()) {
        Optional<String> why = parts.roster().heed(plugin);
        if (why.isPresent()) {
          String text = plugin.title() + " is in quarantine: " + why.get() + ".";
          withhold(plugin, Withheld.Cause.QUARANTINED, text);
          audit("plugin-quarantined", plugin, "gateway", text, Map.of());
          parts.around().raise(Severity.ALARM, plugin.id(), "plugin-quarantined", text);
        }
      }
    } catch (IOException | RefusedException e) {
      LOG.error("A plug-in that takes too much could not be stopped", e);
    }
  }

  /** Takes one out of quarantine; waits until what stops it has come to its end. */
  synchronized boolean restore(String id, String by, String reason)
      throws IOException, RefusedException {
    Optional<Generation.Plugin> plugin = generations.current(now()).plugin(id);
    if (plugin.isEmpty() || !parts.withheld().remove(id, Withheld.Cause.QUARANTINED)) {
      return false;
    }
    audit(
        "plugin-restored",
        plugin.get(),
        by,
        reason,
        Map.of("before", "quarantined", "after", "started"));
    parts
        .around()
        .raise(
            Severity.INFO,
            id,
            "plugin-quarantined",
            plugin.get().title() + " was restored by " + by + ".");
    startAgain(plugin.get());
    return true;
  }

  private void startAgain(Generation.Plugin plugin) throws IOException, RefusedException {
    for (Generation.Jar jar : generations.current(now()).bundlesOf(plugin.id())) {
      try {
        Optional<Bundle> bundle = parts.bundles().at(jar);
        parts.bundles().start(bundle.isPresent() ? bundle.get() : parts.bundles().install(jar));
      } catch (BundleException e) {
        LOG.error("{} does not start again", jar.title(), e);
      }
    }
  }

  private void audit(
      String kind, Generation.Plugin plugin, String by, String why, Map<String, String> more) {
    Map<String, String> values = new TreeMap<>(more);
    values.put("plugin", plugin.id());
    values.put("version", plugin.version());
    parts.around().audit().append(kind, by, why, values);
  }

  private void stop(Generation.Plugin plugin) {
    try {
      for (Generation.Jar jar : generations.current(now()).bundlesOf(plugin.id()).reversed()) {
        Optional<Bundle> bundle = parts.bundles().at(jar);
        if (bundle.isPresent()) {
          parts.bundles().stop(bundle.get());
        }
      }
    } catch (IOException | RefusedException | BundleException e) {
      LOG.error("{} could not be stopped", plugin.title(), e);
    }
  }

  /** Has a plug-in left in its version, or not. */
  boolean pin(String id, boolean pinned) throws IOException, RefusedException {
    if (generations.current(now()).plugin(id).isEmpty()) {
      return false;
    }
    pins.set(id, pinned);
    return true;
  }

  List<PluginStatus> all(List<PluginJob> jobs) throws IOException, RefusedException {
    Generation current = generations.current(now());
    Settings settings = Settings.read(home.resolve("plugins"));
    Market market = parts.supply().market();
    seen.look(market, now());
    List<PluginStatus> all = new ArrayList<>();
    for (Generation.Plugin plugin : current.plugins()) {
      all.add(status(plugin, current, settings, jobs));
    }
    all.sort(Comparator.comparing(each -> each.card().id()));
    return all;
  }

  private PluginStatus status(
      Generation.Plugin plugin, Generation current, Settings settings, List<PluginJob> jobs)
      throws IOException, RefusedException {
    String text = failed.getOrDefault(plugin.id(), "");
    Optional<Withheld.Entry> withheld = parts.withheld().of(plugin.id(), plugin.version());
    String state;
    if (!text.isEmpty()) {
      state = "failed";
    } else if (withheld.isPresent()) {
      state = withheld.get().cause() == Withheld.Cause.QUARANTINED ? "quarantined" : "failed";
      text = withheld.get().why();
    } else {
      text = notRunning(current.bundlesOf(plugin.id()));
      state = !text.isEmpty() ? "failed" : isWatched(jobs) ? "watched" : "running";
    }
    String update = newer(plugin);
    Optional<String> avoided =
        update.isEmpty() ? Optional.empty() : parts.avoided().of(plugin.id(), update);
    boolean alone =
        settings.automatic() && !pins.has(plugin.id()) && !update.isEmpty() && avoided.isEmpty();
    if (text.isEmpty()) {
      text = remarks(plugin, update, avoided);
    }
    return new PluginStatus(
        Views.card(card(plugin), ""),
        state,
        text,
        plugin.since(),
        pins.has(plugin.id()),
        update,
        alone ? seen.of(plugin.id(), update).map(settings::due) : Optional.<Instant>empty(),
        parts.around().health(plugin.id()),
        parts.swaps().of(plugin.id()));
  }

  /** What a person should know of one that runs. */
  private String remarks(Generation.Plugin plugin, String update, Optional<String> avoided)
      throws IOException {
    List<String> remarks = new ArrayList<>();
    said(parts.supply().market(), plugin)
        .filter(each -> each.severity() != Revocation.Severity.STOP)
        .forEach(
            each ->
                remarks.add(
                    (each.severity() == Revocation.Severity.BLOCK
                            ? "Its catalogue lets nobody install it any more: "
                            : "Its catalogue advises against it: ")
                        + each.reason()
                        + "."));
    avoided.ifPresent(
        why -> remarks.add("Version " + update + " does not come by itself again. " + why));
    return String.join(" ", remarks);
  }

  private static boolean isWatched(List<PluginJob> jobs) {
    return jobs.stream().anyMatch(each -> each.state() == PluginJob.State.WATCHED);
  }

  private String notRunning(List<Generation.Jar> jars) {
    for (Generation.Jar jar : jars) {
      Optional<Bundle> bundle = parts.bundles().at(jar);
      if (bundle.isEmpty()) {
        return jar.title() + " was not started.";
      }
      if (!Bundles.runs(bundle.get())) {
        return jar.title() + " does not run.";
      }
    }
    return "";
  }

  /** Empty where there is no newer version on any shelf. */
  private String newer(Generation.Plugin plugin) throws IOException {
    return newest(newer(plugin.id(), plugin.version())).orElse("");
  }

  private Stream<String> newer(String id, String version) throws IOException {
    Version old = Versions.lenient(version);
    return parts.supply().market().show(id).stream()
        .map(found -> found.card().version())
        .filter(each -> Versions.lenient(each).compareTo(old) > 0);
  }

  private static Optional<String> newest(Stream<String> versions) {
    return versions.max(Comparator.comparing(Versions::lenient));
  }

  /** The newest version that the policy of this gateway consents to by now. */
  Optional<String> due(String id, String version, Instant now)
      throws IOException, RefusedException {
    Settings settings = Settings.read(home.resolve("plugins"));
    List<String> due = new ArrayList<>();
    for (String each : newer(id, version).toList()) {
      boolean isDue =
          seen.of(id, each).map(settings::due).filter(from -> !from.isAfter(now)).isPresent();
      if (settings.automatic() && isDue && parts.avoided().of(id, each).isEmpty()) {
        due.add(each);
      }
    }
    return newest(due.stream());
  }

  /** Of what lies on the disk; of what cannot be read there, what the generation knows. */
  private Card card(Generation.Plugin plugin) throws IOException {
    try {
      PluginFeature feature =
          StagedCheck.feature(generations.folder(plugin), plugin.featureSha256());
      return Card.of(feature, plugin.tier(), plugin.publisher());
    } catch (RefusedException e) {
      failed.putIfAbsent(plugin.id(), e.getMessage());
      return new Card(
          plugin.id(),
          plugin.version(),
          plugin.id(),
          "",
          "",
          plugin.publisher(),
          "",
          plugin.tier(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          "",
          0,
          List.of());
    }
  }

  private Instant now() {
    return parts.around().clock().instant();
  }
}
