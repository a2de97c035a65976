package org.busbar.plugin.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.busbar.api.safety.Audit;
import org.busbar.api.time.Clock;
import org.busbar.plugin.check.CheckedPlugin;
import org.busbar.plugin.check.Contents;
import org.busbar.plugin.check.PluginCheck;
import org.busbar.plugin.check.StagedCheck;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.Names;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.PluginFile;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.Refusal;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.plan.Installed;
import org.busbar.plugin.plan.Offer;
import org.busbar.plugin.plan.Offers;
import org.busbar.plugin.plan.Plan;
import org.busbar.plugin.plan.Planner;
import org.busbar.plugin.plan.Request;
import org.busbar.plugin.plan.Resolution;
import org.busbar.plugin.trust.Catalogue;
import org.busbar.plugin.trust.Policy;
import org.busbar.plugin.trust.Publisher;
import org.busbar.plugin.trust.Revocation;
import org.busbar.plugin.trust.Signatures;

/**
 * From what a person wants to verified files on disk: refresh, search, plan, consent, stage. Every
 * refusal becomes an audit record. Blocks on files and networks; not for the control loop's
 * threads.
 */
public final class Intake {
  private static final String GATEWAY = "gateway";

  private final Path home;
  private final Policy policy;
  private final Planner planner;
  private final Audit audit;
  private final Clock clock;

  /** What is in the audit of sources, reason and place. */
  private final Set<String> audited = new HashSet<>();

  /**
   * For one gateway.
   *
   * @param home its HOME; sources and publishers are in {@code HOME/trust}, staged plug-ins in
   *     {@code HOME/plugins/staged}
   */
  public Intake(Path home, Policy policy, Planner planner, Audit audit, Clock clock) {
    this.home = home;
    this.policy = policy;
    this.planner = planner;
    this.audit = audit;
    this.clock = clock;
  }

  /** Folder of sources and publishers. */
  public Path trust() {
    return home.resolve("trust");
  }

  /**
   * Fetches every source anew, then reads them all. A source that is refused keeps its last copy.
   */
  public Market refresh(String by) throws IOException {
    List<Refusal> refusals = new ArrayList<>();
    List<Refusal> told = new ArrayList<>();
    for (Source source : Source.all(trust())) {
      try {
        source.refresh(policy, clock.instant());
      } catch (RefusedException e) {
        refusals.add(e.refusal());
        told.add(e.refusal());
      } catch (IOException e) {
        refusals.add(
            new Refusal(
                Reason.MISSING_FILE,
                "it cannot be reached: " + e.getMessage(),
                "source " + source.name(),
                "What was fetched before is used as long as it is good"));
      }
    }
    Market market = read(refusals);
    market.refusals().stream().filter(each -> !refusals.contains(each)).forEach(told::add);
    keep(told, by);
    return market;
  }

  /** What the gateway finds every hour is kept once, until it is no longer so. */
  private synchronized void keep(List<Refusal> told, String by) {
    Set<String> now = new HashSet<>();
    for (Refusal refusal : told) {
      String key = refusal.reason().word() + " " + refusal.where();
      if (now.add(key) && !(by.equals(GATEWAY) && audited.contains(key))) {
        kept(refusal, by);
      }
    }
    audited.clear();
    audited.addAll(now);
  }

  /** Reads the last accepted copies of all sources; what has expired meanwhile has no shelf. */
  public Market read() throws IOException {
    return read(List.of());
  }

  private Market read(List<Refusal> before) throws IOException {
    List<Refusal> refusals = new ArrayList<>(before);
    List<Market.Shelf> shelves = new ArrayList<>();
    for (Source source : Source.all(trust())) {
      try {
        shelves.add(source.shelf(policy, clock.instant()));
      } catch (RefusedException e) {
        refusals.add(e.refusal());
      }
    }
    return new Market(shelves, refusals.stream().distinct().toList());
  }

  /** What a request comes to; of what would be added only the features are fetched. */
  public Plan plan(Market market, Installed installed, Request request, String by)
      throws IOException, RefusedException {
    try {
      Resolution resolution = planner.resolve(installed, market.offers(), request);
      List<PluginFeature> features = new ArrayList<>();
      List<String> signers = new ArrayList<>();
      List<Revocation> advice = new ArrayList<>();
      for (Offer offer : resolution.added()) {
        Seen seen = seen(market, offer);
        features.add(seen.feature());
        signers.add(seen.signer());
        advice.addAll(seen.advice());
      }
      return new Plan(request, resolution, features, signers, advice);
    } catch (RefusedException e) {
      throw refused(notRead(e, market), by);
    }
  }

  /** What no catalogue has may be in one that could not be read. */
  private static RefusedException notRead(RefusedException e, Market market) {
    Refusal refusal = e.refusal();
    if (refusal.reason() != Reason.MISSING_DEPENDENCY || market.refusals().isEmpty()) {
      return e;
    }
    return new RefusedException(
        refusal.reason(),
        refusal.what() + "; a catalogue was not read: " + market.refusals().getFirst().text(),
        refusal.where(),
        refusal.remedy());
  }

  /** A feature that was checked, who signed it and what is said against it. */
  private record Seen(PluginFeature feature, String signer, List<Revocation> advice) {}

  private Seen seen(Market market, Offer offer) throws IOException, RefusedException {
    Market.Brought brought = market.brought(offer).orElse(null);
    if (brought != null) {
      CheckedPlugin plugin = brought.plugin();
      return new Seen(plugin.feature(), plugin.publisher().name(), plugin.advice());
    }
    Market.Place place = place(market, offer);
    Path folder = incoming(offer);
    fetch(place, folder, PluginCheck.FEATURE, Limits.FEATURE);
    fetch(place, folder, PluginCheck.FEATURE + Signatures.ENDING, Limits.SIGNATURE);
    Catalogue catalogue = place.shelf().catalogue();
    String key = place.listed().publisher();
    return new Seen(
        check(catalogue).feature(new Contents.Folder(folder), place.listed()),
        catalogue.publishers().get(key).name(),
        catalogue.against(offer.id(), offer.version(), key).toList());
  }

  /**
   * Fetches, checks and lays down what a plan adds. What the bytes of the bundles say is resolved
   * once more: the index was the operator's word, the manifests are the publisher's.
   */
  public Staged stage(Market market, Installed installed, Plan plan, String by)
      throws IOException, RefusedException {
    try {
      List<Staged.Plugin> staged = new ArrayList<>();
      List<Offer> actual = new ArrayList<>();
      Map<Path, CheckedPlugin> checked = new LinkedHashMap<>();
      for (int i = 0; i < plan.added().size(); i++) {
        Offer offer = plan.resolution().added().get(i);
        Path folder = incoming(offer);
        Market.Brought brought = market.brought(offer).orElse(null);
        CheckedPlugin plugin =
            brought == null
                ? fetched(place(market, offer), folder, plan.added().get(i))
                : unpacked(market, brought, folder);
        checked.put(folder, plugin);
        actual.add(offer(plugin));
      }
      if (!actual.isEmpty()) {
        planner.resolve(installed, new Offers(actual), plan.request());
      }
      for (Map.Entry<Path, CheckedPlugin> entry : checked.entrySet()) {
        staged.add(keep(entry.getKey(), entry.getValue()));
      }
      return new Staged(plan, staged);
    } catch (RefusedException e) {
      throw refused(e, by);
    } catch (IOException e) {
      for (Offer offer : plan.resolution().added()) {
        Source.delete(incoming(offer)); // On a full disk others need the room.
      }
      throw e;
    }
  }

  private CheckedPlugin fetched(Market.Place place, Path folder, PluginFeature feature)
      throws IOException, RefusedException {
    for (PluginFile file : feature.files()) {
      fetch(place, folder, file.path(), file.size());
    }
    return check(place.shelf().catalogue()).check(new Contents.Folder(folder), place.listed());
  }

  /** Of an archive that was checked; it is checked again where it lies then. */
  private CheckedPlugin unpacked(Market market, Market.Brought brought, Path folder)
      throws IOException, RefusedException {
    Source.delete(folder);
    List<String> paths =
        new ArrayList<>(brought.plugin().feature().files().stream().map(PluginFile::path).toList());
    paths.add(PluginCheck.FEATURE);
    paths.add(PluginCheck.FEATURE + Signatures.ENDING);
    try (Contents contents = Contents.of(brought.file())) {
      for (String path : paths) {
        if (contents.has(path)) {
          try (InputStream in = contents.open(path)) {
            Fetch.Copying.copy(in, folder.resolve(path), Limits.FILE, path);
          }
        }
      }
    }
    return verified(market, folder);
  }

  /** Puts a file that was brought on offer: plans and stages like what a catalogue lists. */
  public Market bring(Market market, Path file, String by) throws IOException, RefusedException {
    CheckedPlugin plugin = verify(market, file, by);
    return market.with(new Market.Brought(file, plugin, offer(plugin)));
  }

  /** Checks a file that was brought, or a folder. */
  public CheckedPlugin verify(Market market, Path file, String by)
      throws IOException, RefusedException {
    try {
      return verified(market, file);
    } catch (RefusedException e) {
      throw refused(e, by);
    }
  }

  /** One catalogue that took it back outweighs all that list it. */
  private CheckedPlugin verified(Market market, Path file) throws IOException, RefusedException {
    List<Catalogue> catalogues = market.shelves().stream().map(Market.Shelf::catalogue).toList();
    List<CheckedPlugin> good = new ArrayList<>();
    List<RefusedException> bad = new ArrayList<>();
    try (Contents contents = Contents.of(file)) {
      for (Catalogue catalogue : catalogues.isEmpty() ? List.of(Catalogue.none()) : catalogues) {
        try {
          good.add(check(catalogue).check(contents));
        } catch (RefusedException e) {
          if (e.refusal().reason() == Reason.REVOKED) {
            throw e;
          }
          bad.add(e);
        }
      }
    }
    if (good.isEmpty()) {
      throw bad.getFirst();
    }
    return good.getFirst();
  }

  /** A plug-in that was checked, as plans see it. */
  public static Offer offer(CheckedPlugin plugin) throws RefusedException {
    try {
      return Offer.of(
          plugin.feature(),
          plugin.tier(),
          plugin.feature().bundles().stream()
              .map(bundle -> plugin.bundles().get(bundle.path()).headers())
              .toList());
    } catch (RuntimeException e) {
      throw new RefusedException(
          Reason.FORMAT,
          "a manifest cannot be read: " + Names.shown(String.valueOf(e.getMessage())),
          plugin.feature().id().text(),
          "Tell the publisher");
    }
  }

  private Staged.Plugin keep(Path folder, CheckedPlugin plugin)
      throws IOException, RefusedException {
    Path to = staged(plugin.feature(), plugin.featureSha256());
    if (!Files.isDirectory(to)) {
      Files.createDirectories(to.getParent());
      Files.move(folder, to, StandardCopyOption.ATOMIC_MOVE);
    }
    StagedCheck.check(to, plugin.featureSha256());
    return new Staged.Plugin(
        plugin.feature(),
        plugin.featureSha256(),
        plugin.tier(),
        plugin.publisher().name(),
        plugin.publisher().key().id(),
        to);
  }

  /** Where a plug-in lies once it is staged. */
  public Path staged(PluginFeature feature, String featureSha256) {
    return home.resolve("plugins")
        .resolve("staged")
        .resolve(feature.name())
        .resolve(feature.id().version() + "-" + featureSha256.substring(0, 16));
  }

  private Path incoming(Offer offer) {
    return home.resolve("plugins")
        .resolve("incoming")
        .resolve(offer.id() + "-" + offer.versionText());
  }

  PluginCheck check(Catalogue catalogue) throws IOException, RefusedException {
    return new PluginCheck(
        policy, catalogue, publishers(), home.resolve("plugins").resolve("scratch"));
  }

  /** Publishers the operator of this gateway trusts: {@code HOME/trust/publishers/*.json}. */
  private List<Publisher> publishers() throws IOException, RefusedException {
    Path folder = trust().resolve(Source.PUBLISHERS);
    List<Publisher> publishers = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          publishers.add(
              Publisher.read(Fields.parse(Bytes.read(file, Limits.SIGNATURE), file.toString())));
        }
      }
    }
    return publishers;
  }

  private static Market.Place place(Market market, Offer offer) throws RefusedException {
    return market
        .place(offer)
        .orElseThrow(
            () ->
                new RefusedException(
                    Reason.MISSING_FILE,
                    "the index has it and targets.json does not",
                    offer.title(),
                    "Tell the operator of the catalogue"));
  }

  static void fetch(Market.Place place, Path folder, String path, long limit)
      throws IOException, RefusedException {
    Fetch fetch = place.shelf().source().fetch();
    fetch.get(place.listed().folder() + "/" + path, folder.resolve(path), limit);
  }

  private RefusedException refused(RefusedException e, String by) {
    kept(e.refusal(), by);
    return e;
  }

  private void kept(Refusal refusal, String by) {
    audit.append(
        "plugin-refused",
        by,
        refusal.what(),
        Map.of(
            "reason",
            refusal.reason().word(),
            "what",
            refusal.what(),
            "where",
            refusal.where(),
            "remedy",
            refusal.remedy()));
  }
}
