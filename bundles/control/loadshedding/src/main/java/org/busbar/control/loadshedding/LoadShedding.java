package org.busbar.control.loadshedding;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.control.ControlMode;
import org.busbar.api.control.Step;
import org.busbar.api.control.View;
import org.busbar.api.site.Node;
import org.busbar.api.vocabulary.NodeId;
import org.osgi.service.component.annotations.Component;

/**
 * Keeps the import at a meter below a limit by switching loads off, in the order in which they are
 * listed and one at a time; they come back in the reverse order once the import has been well below
 * it. What is not listed is never asked for.
 */
@Component(service = ControlMode.class)
public final class LoadShedding implements ControlMode<LoadShedding.Config, LoadShedding.State> {
  private static final Set<String> HARMLESS = Set.of("meter", "sensor");

  /**
   * Configuration.
   *
   * @param limitW greatest import at the meter
   * @param restoreBelowPct share of the limit that must not be reached by a load that comes back
   * @param loads what may be shed, the first first
   * @param loadsW what each of them takes, in the same order; empty where nobody knows
   * @param energiseToShed those of them that run while their switch is open
   * @param meter id of the meter; empty for that of the site
   * @param shedDelay how long the import is above the limit before the next load is shed
   * @param restoreDelay how long it is low before the next load comes back
   * @param minOn how long a load that came back stays on; one for all, or one for each in the order
   *     of the loads
   * @param minOff how long a load that was shed stays off, likewise
   * @param holdUnknown how long all stays as it is while the import is unknown
   * @param shedUnknown whether loads are then shed or come back, one after the other as usual
   */
  public record Config(
      double limitW,
      double restoreBelowPct,
      List<String> loads,
      List<Double> loadsW,
      List<String> energiseToShed,
      String meter,
      Duration shedDelay,
      Duration restoreDelay,
      List<Duration> minOn,
      List<Duration> minOff,
      Duration holdUnknown,
      boolean shedUnknown) {
    private static final double MOST_W = 1e9;
    private static final double LEAST_PCT = 1;
    private static final double MOST_PCT = 95;
    private static final Duration LONGEST = Duration.ofDays(1);

    /** Checks all; throws {@link IllegalArgumentException} naming key, value and remedy. */
    public Config {
      loads = List.copyOf(loads);
      loadsW = List.copyOf(loadsW);
      energiseToShed = List.copyOf(energiseToShed);
      minOn = List.copyOf(minOn);
      minOff = List.copyOf(minOff);
      require("restore-below-pct", restoreBelowPct, LEAST_PCT, MOST_PCT);
      require("limit-w", limitW, loads.isEmpty() ? 0 : 1, MOST_W);
      require("shed-delay", shedDelay);
      require("restore-delay", restoreDelay);
      require("min-on", minOn, loads.size());
      require("min-off", minOff, loads.size());
      require("hold-unknown", holdUnknown);
      if (loads.isEmpty() && limitW > 0) {
        throw new IllegalArgumentException(
            "loads is empty. Name what may be shed, the first first, such as 'pool, sauna'");
      }
      if (!loadsW.isEmpty() && loadsW.size() != loads.size()) {
        throw new IllegalArgumentException(
            "loads-w = "
                + loadsW
                + " says the power of "
                + loadsW.size()
                + " loads, but loads = "
                + loads
                + ". Name one for each, in the same order, or none");
      }
      loadsW.forEach(each -> require("loads-w", each, 0, MOST_W));
      if (!meter.isEmpty()) {
        requireNode("meter", meter);
      }
      Set<String> named = new HashSet<>();
      for (String load : loads) {
        requireNode("loads", load);
        if (!named.add(load)) {
          throw new IllegalArgumentException(
              "loads = " + loads + " names '" + load + "' twice. Name each load once");
        }
      }
      for (String load : energiseToShed) {
        if (!named.contains(load)) {
          throw new IllegalArgumentException(
              "energise-to-shed = "
                  + energiseToShed
                  + ": '"
                  + load
                  + "' is none of loads = "
                  + loads
                  + ". Name it there as well, or leave it out here");
        }
      }
    }

    private static void require(String key, double value, double min, double max) {
      if (!(value >= min && value <= max)) {
        throw new IllegalArgumentException(
            key + " = " + value + " is out of range. Write a value from " + min + " to " + max);
      }
    }

    private static void require(String key, Duration value) {
      if (value.isNegative() || value.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            key + " = " + value + " is out of range. Write a duration from 0 s to 1 d");
      }
    }

    private static void require(String key, List<Duration> values, int loads) {
      if (values.size() != 1 && values.size() != loads) {
        throw new IllegalArgumentException(
            key
                + " = "
                + values
                + " has "
                + values.size()
                + " times for "
                + loads
                + " loads. Write one for all, or one for each in the order of loads");
      }
      values.forEach(each -> require(key, each));
    }

    private static void requireNode(String key, String device) {
      try {
        new NodeId(device);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            key + ": " + e.getMessage() + ". Write the name of a device", e);
      }
    }

    /** How long a load stays as it is. */
    Duration least(boolean isOff, int load) {
      List<Duration> times = isOff ? minOff : minOn;
      return times.get(times.size() == 1 ? 0 : load);
    }

    /** Import below which there is room for a load. */
    double roomBelowW(int load) {
      return limitW * restoreBelowPct / 100 - (loadsW.isEmpty() ? 0 : loadsW.get(load));
    }
  }

  /**
   * State.
   *
   * @param wanted so many loads from the begin of the list are to be off
   * @param trend where the import was when it was last judged: above, between, below, lost
   * @param sinceNanos since when it is there, or when that number last changed; monotonic
   * @param knownNanos when the import was last known; monotonic
   * @param off by load, whether it is off
   * @param switchedNanos by load, when it was last switched; monotonic; absent where long ago
   * @param why by load, what it was last switched for
   */
  public record State(
      int wanted,
      String trend,
      long sinceNanos,
      long knownNanos,
      Map<String, Boolean> off,
      Map<String, Long> switchedNanos,
      Map<String, String> why) {
    /** Copies the maps. */
    public State {
      off = Map.copyOf(off);
      switchedNanos = Map.copyOf(switchedNanos);
      why = Map.copyOf(why);
    }
  }

  @Override
  public String id() {
    return "load-shedding";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public Class<State> stateType() {
    return State.class;
  }

  @Override
  public Config defaults() {
    return new Config(
        0,
        80,
        List.of(),
        List.of(),
        List.of(),
        "",
        Duration.ofSeconds(2),
        Duration.ofMinutes(5),
        List.of(Duration.ofMinutes(1)),
        List.of(Duration.ofMinutes(5)),
        Duration.ofSeconds(30),
        true);
  }

  @Override
  public State initial(Config config) {
    return new State(0, "between", 0, 0, Map.of(), Map.of(), Map.of());
  }

  @Override
  public Step<State> step(Config config, View view, State state) {
    if (config.loads().isEmpty()) {
      return new Step<>(state, List.of());
    }
    config.loads().forEach(load -> requireWithin(view, new NodeId(load)));
    requireListed(config, view, view.node());
    Turn turn = new Turn(config, view, meter(config, view), state);
    turn.take();
    return new Step<>(turn.next(), turn.asks());
  }

  private static NodeId meter(Config config, View view) {
    if (config.meter().isEmpty()) {
      return view.root()
          .meter()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "meter is missing, and the site has none. Name the device that measures"));
    }
    NodeId meter = new NodeId(config.meter());
    if (view.node(meter).isEmpty()) {
      throw new IllegalArgumentException(
          "meter = '" + meter + "' is no device. Name one, or none for the meter of the site");
    }
    return meter;
  }

  private static void requireWithin(View view, NodeId load) {
    NodeId at = load;
    while (!at.equals(view.node())) {
      Optional<Node> node = view.node(at);
      if (node.isEmpty() && load.isTerminal()) {
        return; // Its device has not told yet what it has.
      }
      Optional<NodeId> above = node.flatMap(Node::parent);
      if (above.isEmpty()) {
        throw new IllegalArgumentException(
            "loads: '"
                + load
                + "' is not within the node of the mode, "
                + view.node()
                + ". Move it there in the tree, or leave it out");
      }
      at = above.get();
    }
  }

  /**
   * What is within the node is under the mode's authority and is released where nobody asks for it,
   * which may switch it off: so nothing else may be there.
   */
  private static void requireListed(Config config, View view, NodeId id) {
    Optional<Node> node = view.node(id);
    if (node.isEmpty() || config.loads().contains(id.value())) {
      return;
    }
    node.get().children().forEach(child -> requireListed(config, view, child));
    boolean leaf = node.get().children().isEmpty() && node.get().kind() != Node.Kind.GROUP;
    boolean declared = id.isTerminal() || node.get().nature().isPresent();
    if (leaf && declared && !node.get().nature().filter(HARMLESS::contains).isPresent()) {
      throw new IllegalArgumentException(
          "loads: '"
              + id
              + "' is within the node of the mode, "
              + view.node()
              + ", but not listed: it would be released. Assign a group of the listed loads alone");
    }
  }
}
