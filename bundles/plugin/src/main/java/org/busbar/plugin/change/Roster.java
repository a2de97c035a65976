package org.busbar.plugin.change;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.busbar.plugin.check.StagedCheck;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.generation.Generation;
import org.busbar.plugin.generation.Generations;
import org.busbar.plugin.health.Resident;
import org.busbar.plugin.health.Residents;
import org.osgi.framework.Bundle;

/** Who is started now, for those who count what plug-ins take. Thread-safe; quick. */
public final class Roster implements Residents {
  private final Generations generations;
  private final Bundles bundles;
  private volatile List<Entry> entries = List.of();

  /** What was said of plug-ins and not heeded yet, by id and version. */
  private final Map<String, String> complaints = new ConcurrentHashMap<>();

  private volatile Runnable complained = () -> {};

  private record Entry(PluginFeature feature, List<Generation.Jar> jars) {}

  public Roster(Generations generations, Bundles bundles) {
    this.generations = generations;
    this.bundles = bundles;
  }

  /** Told of each complaint; must not wait. */
  public void onComplaint(Runnable listener) {
    complained = listener;
  }

  /** The plug-ins of these generations. */
  public void show(Generation... all) throws IOException, RefusedException {
    List<Entry> now = new ArrayList<>();
    for (Generation generation : all) {
      for (Generation.Plugin plugin : generation.plugins()) {
        PluginFeature feature =
            StagedCheck.feature(generations.folder(plugin), plugin.featureSha256());
        now.add(new Entry(feature, generation.bundlesOf(plugin.id())));
      }
    }
    entries = List.copyOf(now);
    Set<String> titles = new HashSet<>();
    now.forEach(each -> titles.add(each.feature().name() + " " + each.feature().id().version()));
    complaints.keySet().retainAll(titles);
  }

  @Override
  public Collection<Resident> residents() {
    List<Resident> residents = new ArrayList<>();
    for (Entry entry : entries) {
      Set<Long> ids = new HashSet<>();
      for (Generation.Jar jar : entry.jars()) {
        bundles.at(jar).map(Bundle::getBundleId).ifPresent(ids::add);
      }
      PluginFeature feature = entry.feature();
      residents.add(
          new Resident(
              feature.name(), feature.id().version(), feature.kinds(), feature.needs(), ids));
    }
    return residents;
  }

  @Override
  public void overspent(Resident which, String why) {
    complaints.put(which.title(), why);
    complained.run();
  }

  /** What is said of a plug-in in this version. */
  public Optional<String> complaint(Generation.Plugin plugin) {
    return Optional.ofNullable(complaints.get(plugin.title()));
  }

  /** The same, and it was heeded. */
  public Optional<String> heed(Generation.Plugin plugin) {
    return Optional.ofNullable(complaints.remove(plugin.title()));
  }
}
