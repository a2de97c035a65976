package org.busbar.safety.stop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.safety.Interlock;
import org.busbar.api.site.InterlockConfig;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;

/**
 * What must hold for the devices of a site to be controlled: conditions of site.yaml, and what
 * bundles bring. Everything is judged by values that are fresh at that moment; what is unknown,
 * late or goes in a circle does not hold. The loop asks and takes over; any thread judges.
 */
public final class Interlocks implements AutoCloseable {
  private static final int MOST_BUNDLES = 16;
  private static final String UNASSIGNED = "";
  private static final String JUDGE = "busbar-interlock";
  private static final Duration LEAST_VALID = Duration.ofSeconds(1);

  /** One of them, and whom it guards. */
  private record Entry(InterlockConfig config, Set<NodeId> devices, boolean ofSite) {}

  private volatile SiteModel model;
  private final Function<String, Judge> judges;
  private final long validNanos;
  private volatile Map<String, Entry> declared = Map.of();
  private volatile List<Asked> asked = List.of();

  /** Those of a site; of bundles none yet. */
  public Interlocks(SiteModel model, Function<String, Judge> judges) {
    this.model = model;
    this.judges = judges;
    this.validNanos = Math.max(LEAST_VALID.toNanos(), model.cycle().multipliedBy(3).toNanos());
    this.declared = declared(model);
  }

  /** Guards the devices of another model of the same site, with the same interlocks. */
  public void takeOver(SiteModel next) {
    declared = declared(next);
    model = next;
  }

  private static Map<String, Entry> declared(SiteModel model) {
    Map<String, Entry> all = new LinkedHashMap<>();
    for (InterlockConfig config : model.interlocks()) {
      all.put(config.id(), entry(model, config));
    }
    return all;
  }

  private static Entry entry(SiteModel model, InterlockConfig config) {
    Set<NodeId> devices = new HashSet<>();
    for (DeviceConfig device : model.devices()) {
      if (model.isWithin(device.id(), config.node())
          || config.node().device().equals(device.id())) {
        devices.add(device.id());
      }
    }
    return new Entry(config, devices, config.node().equals(model.root().id()));
  }

  /** Takes over what bundles bring now and asks each of them. On the site's loop. */
  public void ask(List<Interlock> brought, Snapshot snapshot) {
    List<Asked> before = asked;
    List<Asked> now = new ArrayList<>();
    for (Interlock interlock : brought.subList(0, Math.min(brought.size(), MOST_BUNDLES))) {
      now.add(
          before.stream()
              .filter(each -> each.asks(interlock))
              .findFirst()
              .orElseGet(() -> new Asked(interlock, judges.apply(JUDGE), validNanos)));
    }
    before.stream().filter(each -> !now.contains(each)).forEach(Asked::close);
    asked = List.copyOf(now);
    now.forEach(each -> each.ask(snapshot));
  }

  /**
   * Everything that does not hold, by its id, with the sentence for people.
   *
   * @param values usable values now, NaN where unknown
   */
  public Map<String, String> broken(ToDoubleFunction<Address> values, long nowNanos) {
    Round round = new Round(values, nowNanos);
    Map<String, String> broken = new LinkedHashMap<>();
    for (Entry entry : round.entries.values()) {
      String why = round.judge(entry.config().id());
      if (!why.isEmpty()) {
        broken.put(entry.config().id(), why);
      }
    }
    return broken;
  }

  /** Why a device may not be controlled at this moment, empty where it may. */
  public String why(NodeId device, ToDoubleFunction<Address> values, long nowNanos) {
    if (declared.isEmpty() && asked.isEmpty()) {
      return "";
    }
    Round round = new Round(values, nowNanos);
    for (Entry entry : round.entries.values()) {
      if (entry.devices().contains(device)) {
        String why = round.judge(entry.config().id());
        if (!why.isEmpty()) {
          return why;
        }
      }
    }
    return "";
  }

  /** Why the whole site may not be started, empty where it may. */
  public String whySite(ToDoubleFunction<Address> values, long nowNanos) {
    Round round = new Round(values, nowNanos);
    for (Entry entry : round.entries.values()) {
      String why = entry.ofSite() ? round.judge(entry.config().id()) : "";
      if (!why.isEmpty()) {
        return why;
      }
    }
    return "";
  }

  @Override
  public void close() {
    asked.forEach(Asked::close);
  }

  /** One judgement: each is looked at once. */
  private final class Round {
    final Map<String, Entry> entries;
    private final ToDoubleFunction<Address> values;
    private final long nowNanos;
    private final List<Asked> bundles = asked;
    private final Map<String, String> judged = new HashMap<>();
    private final Set<String> path = new LinkedHashSet<>();

    Round(ToDoubleFunction<Address> values, long nowNanos) {
      this.values = values;
      this.nowNanos = nowNanos;
      this.entries = bundles.isEmpty() ? declared : withUnassigned();
    }

    /** What a bundle brings and nobody assigned guards every site that has its inputs. */
    private Map<String, Entry> withUnassigned() {
      Map<String, Entry> all = new LinkedHashMap<>(declared);
      Set<String> assigned = new HashSet<>();
      declared.values().forEach(e -> e.config().bundle().ifPresent(assigned::add));
      for (int i = 0; i < bundles.size(); i++) {
        Asked.Face face = bundles.get(i).face();
        if (face == null) {
          addUnassigned(all, "unnamed-" + i, "An interlock of a bundle has not answered yet.");
        } else if (!assigned.contains(face.id()) && isHere(face)) {
          addUnassigned(all, face.id(), face.text());
        }
      }
      return all;
    }

    private void addUnassigned(Map<String, Entry> all, String bundle, String text) {
      String id = all.containsKey(bundle) ? "bundle:" + bundle : bundle;
      NodeId root = model.root().id();
      all.put(
          id,
          entry(
              model,
              new InterlockConfig(
                  id, root, List.of(), Optional.of(bundle), List.of(), text, UNASSIGNED)));
    }

    private boolean isHere(Asked.Face face) {
      return face.inputs().stream().allMatch(a -> model.device(a.node().device()).isPresent());
    }

    /** Why it does not hold, empty where it does. */
    String judge(String id) {
      String known = judged.get(id);
      if (known != null) {
        return known;
      }
      Entry entry = entries.get(id);
      if (entry == null) {
        return "Interlock " + id + " is not there.";
      }
      if (!path.add(id)) {
        return "Interlock " + id + " needs itself.";
      }
      String why = conditions(entry.config());
      path.remove(id);
      judged.put(id, why);
      return why;
    }

    private String conditions(InterlockConfig config) {
      for (String need : config.needs()) {
        String why = judge(need);
        if (!why.isEmpty()) {
          return why;
        }
      }
      for (InterlockConfig.Condition condition : config.conditions()) {
        double value = values.applyAsDouble(condition.address());
        if (!Double.isFinite(value)) {
          return config.text() + " There is no fresh value of " + condition.address() + ".";
        }
        if (!condition.interval().contains(value)) {
          return config.text();
        }
      }
      return config.bundle().map(bundle -> bundle(config, bundle)).orElse("");
    }

    private String bundle(InterlockConfig config, String bundle) {
      for (Asked each : bundles) {
        Asked.Face face = each.face();
        if (face != null && face.id().equals(bundle)) {
          for (String need : face.needs()) {
            String why = judge(need);
            if (!why.isEmpty()) {
              return why;
            }
          }
          return each.holds(values, nowNanos) ? "" : config.text();
        }
      }
      return config.source().equals(UNASSIGNED)
          ? config.text()
          : config.text() + " Interlock " + bundle + " is not there.";
    }
  }
}
