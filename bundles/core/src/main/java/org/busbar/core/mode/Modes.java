package org.busbar.core.mode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.control.Proposal;
import org.busbar.api.events.EventSink;
import org.busbar.api.face.ModeStatus;
import org.busbar.api.series.Series;
import org.busbar.api.site.ModeConfig;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.core.arbiter.Ruling;
import org.busbar.core.arbiter.Topology;
import org.busbar.core.record.ModeTurn;

/** The control modes of one site. On the site's loop, but for {@link #status} and switching. */
public final class Modes {
  private final List<ModeInstance> instances;
  private final Map<String, Integer> ranks = new HashMap<>();
  private final Duration cycle;

  /**
   * The modes of a site.
   *
   * @param enabled which are on, by id; as in the model where a mode is not in it
   */
  public Modes(
      SiteModel model,
      Map<String, Boolean> enabled,
      ModeTypes types,
      Workers workers,
      EventSink events) {
    this.cycle = model.cycle();
    ModeInstance.Surroundings around = new ModeInstance.Surroundings(types, workers, events);
    List<ModeInstance> all = new ArrayList<>();
    for (ModeConfig config : model.modes()) {
      boolean on = enabled.getOrDefault(config.id(), config.enabled());
      all.add(new ModeInstance(config, on, cycle, around));
      ranks.put(config.id(), config.rank());
    }
    this.instances = List.copyOf(all);
  }

  /** One turn of all modes: what they ask for that is valid at this freeze. Does not wait. */
  public List<Proposal> turn(
      Snapshot snapshot, Topology topology, Optional<Ruling> last, Map<String, Series> series) {
    SiteView.Scene scene = new SiteView.Scene(snapshot, topology, last, series);
    List<Proposal> proposals = new ArrayList<>();
    for (ModeInstance instance : instances) {
      proposals.addAll(instance.turn(scene, cycle));
    }
    return proposals;
  }

  /** Steps of modes that the last turn took over, for the record. */
  public List<ModeTurn> taken() {
    return instances.stream().flatMap(instance -> instance.taken().stream()).toList();
  }

  /** Rank by id. */
  public Map<String, Integer> ranks() {
    return Map.copyOf(ranks);
  }

  /** Nodes that an enabled mode is assigned. */
  public Set<NodeId> assigned() {
    Set<NodeId> nodes = new LinkedHashSet<>();
    for (ModeInstance instance : instances) {
      if (instance.enabled()) {
        nodes.add(instance.config().node());
      }
    }
    return nodes;
  }

  /** All modes as they run, in the order of their rank. Any thread. */
  public List<ModeStatus> status() {
    return instances.stream().map(ModeInstance::status).toList();
  }

  /** Another model of the same site: a mode that is set up from now on takes what it says. */
  public void follow(SiteModel model) {
    for (ModeInstance instance : instances) {
      model.modes().stream()
          .filter(config -> config.id().equals(instance.config().id()))
          .findFirst()
          .ifPresent(instance::configure);
    }
  }

  /** Whether there is such a mode and it is switched on. */
  public boolean isEnabled(String id) {
    return instances.stream().anyMatch(each -> each.config().id().equals(id) && each.enabled());
  }

  /** Switches a mode; false where there is none with this id. Any thread. */
  public boolean enable(String id, boolean on) {
    for (ModeInstance instance : instances) {
      if (instance.config().id().equals(id)) {
        instance.enable(on);
        return true;
      }
    }
    return false;
  }
}
