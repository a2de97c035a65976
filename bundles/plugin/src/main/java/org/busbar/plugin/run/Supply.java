package org.busbar.plugin.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.busbar.plugin.change.Bundles;
import org.busbar.plugin.change.Surroundings;
import org.busbar.plugin.check.StagedCheck;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.generation.Generation;
import org.busbar.plugin.generation.Generations;
import org.busbar.plugin.intake.Intake;
import org.busbar.plugin.intake.Market;
import org.busbar.plugin.intake.Pictures;
import org.busbar.plugin.intake.Source;
import org.busbar.plugin.plan.Installed;
import org.busbar.plugin.plan.Offer;
import org.busbar.plugin.plan.Part;
import org.busbar.plugin.plan.Planner;
import org.busbar.plugin.plan.PlatformParts;
import org.busbar.plugin.trust.Policy;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/**
 * What can be had, and what is there: read when it is first asked for, because a gateway that
 * nobody changes needs neither. Thread-safe; blocks on files.
 */
final class Supply {
  private final Generations generations;
  private final Version platform;
  private final Bundles bundles;
  private final Policy policy;
  private final Surroundings around;
  private final List<Path> files = new ArrayList<>();
  private final Object fetching = new Object();
  private volatile Consumer<Market> listener = _ -> {};
  private @Nullable Intake intake;
  private @Nullable Pictures pictures;
  private @Nullable Market market;
  private @Nullable List<Part> lock;

  Supply(
      Generations generations,
      Version platform,
      Bundles bundles,
      Policy policy,
      Surroundings around) {
    this.generations = generations;
    this.platform = platform;
    this.bundles = bundles;
    this.policy = policy;
    this.around = around;
  }

  synchronized Intake intake() {
    if (intake == null) {
      intake =
          new Intake(
              home(),
              policy,
              new Planner(around.resolver()),
              (kind, by, reason, values) -> around.audit().append(kind, by, reason, values),
              around.clock());
    }
    return intake;
  }

  /** Pictures of what is on offer. */
  synchronized Pictures pictures() {
    if (pictures == null) {
      pictures = new Pictures(home(), intake());
    }
    return pictures;
  }

  Path home() {
    return generations.plugins().getParent();
  }

  /** Everything on offer, as it was last fetched; what never was is fetched now. */
  synchronized Market market() throws IOException {
    if (market == null) {
      boolean fetched =
          Source.all(home().resolve("trust")).stream().allMatch(each -> Files.exists(each.copy()));
      market = withFiles(fetched ? intake().read() : intake().refresh("gateway"));
    }
    return market;
  }

  /** Has this on offer, as if it had been fetched; for tests. */
  synchronized void lay(Market offered) {
    market = offered;
  }

  /** Told of all that is fetched anew; must not wait. */
  void onFetched(Consumer<Market> told) {
    listener = told;
  }

  /** The same, fetched anew. */
  Market refresh(String by) throws IOException {
    Market fresh;
    synchronized (fetching) {
      Market fetched = intake().refresh(by);
      synchronized (this) {
        market = withFiles(fetched);
        fresh = market;
      }
    }
    listener.accept(fresh);
    return fresh;
  }

  /** Names of the catalogues that are believed. */
  List<String> sources() throws IOException {
    return Source.all(home().resolve("trust")).stream().map(Source::name).toList();
  }

  /** Reads again: what is believed has changed. */
  synchronized void forget() {
    market = null;
  }

  /** What is brought stays on offer until the next start. */
  synchronized Market bring(Path file, String by) throws IOException, RefusedException {
    market = intake().bring(market(), file, by);
    files.add(file);
    return market;
  }

  private Market withFiles(Market fetched) throws IOException {
    Market all = fetched;
    for (Path file : List.copyOf(files)) {
      try {
        all = intake().bring(all, file, "gateway");
      } catch (RefusedException e) {
        // It was good when it came, and has been taken back since; that is in the audit now.
        files.remove(file);
      }
    }
    return all;
  }

  /** What a plan starts from. */
  synchronized Installed installed(Generation generation) throws IOException, RefusedException {
    if (lock == null) {
      lock = PlatformParts.of(bundles.context(), Set.copyOf(bundles.locations()));
    }
    List<Offer> offers = new ArrayList<>();
    for (Generation.Plugin plugin : generation.plugins()) {
      PluginFeature feature = StagedCheck.check(generations.folder(plugin), plugin.featureSha256());
      List<Map<String, String>> manifests = new ArrayList<>();
      for (PluginFeature.BundleEntry bundle : feature.bundles()) {
        manifests.add(PlatformParts.headers(generations.folder(plugin).resolve(bundle.path())));
      }
      offers.add(Offer.of(feature, plugin.tier(), manifests));
    }
    return new Installed(platform, lock, offers);
  }
}
