package org.busbar.core.site;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.busbar.api.control.Ask;
import org.busbar.api.control.ControlMode;
import org.busbar.api.control.Step;
import org.busbar.api.control.View;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.Writable;
import org.busbar.api.events.EventSink;
import org.busbar.api.safety.Allowed;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.safety.Field;
import org.busbar.api.safety.FieldFactory;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.GateCell;
import org.busbar.api.safety.Setpoints;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.SiteStatus;
import org.busbar.api.safety.StopSource;
import org.busbar.api.site.SampleStore;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.Snapshot;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.config.api.ConfigException;
import org.busbar.core.model.SiteFile;

/** A field side that a test holds in its hand, and control modes that do what they are told. */
public final class Fakes {
  /** Two batteries below a group, a meter, a mode assigned to the group. */
  public static final String HOUSE =
      """
      busbar: site/1
      site: house
      autostart: true
      connections: {plant: {transport: none}}
      devices:
        pcc: {profile: m, connection: plant}
        bat1: {profile: b, connection: plant}
        bat2: {profile: b, connection: plant}
      tree: {meter: pcc, children: [{group: storage, children: [bat1, bat2]}]}
      modes:
        first: {type: told, node: storage}
        second: {type: other, node: bat1, level: reserve, config: {target-w: 5 W}}
      """;

  private Fakes() {}

  public static SiteModel house() {
    try {
      return SiteFile.parse("site.yaml", HOUSE);
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  static SiteModel model(String site) {
    String text =
        """
        busbar: site/1
        site: %s
        connections: {plant: {transport: none}}
        devices:
          pcc: {profile: m, connection: plant}
          pv1: {profile: b, connection: plant}
          hyb1: {profile: b, connection: plant}
          ev1: {profile: b, connection: plant}
        tree: {meter: pcc}
        """;
    try {
      return SiteFile.parse("site.yaml", text.formatted(site));
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  static DeviceStatus device(String id, Map<String, String> natures) {
    Map<NodeId, String> byNode = new HashMap<>();
    natures.forEach((node, nature) -> byNode.put(new NodeId(node), nature));
    NodeId node = new NodeId(id);
    List<Writable> writables =
        natures.containsValue("battery") && natures.size() == 1
            ? List.of(writable(node))
            : List.of();
    return new DeviceStatus(
        node,
        Optional.of(
            new DeviceDeclaration(
                node,
                id,
                byNode,
                Map.of(),
                Map.of(),
                writables,
                Map.of(),
                Duration.ofSeconds(1),
                DeviceDeclaration.Maturity.SIMULATED)),
        new SessionStatus(SessionStatus.State.READY, ""),
        true,
        new GateCell(Optional.empty(), 1),
        Optional.empty(),
        "");
  }

  private static Writable writable(NodeId node) {
    return new Writable(
        node,
        Points.ACTIVE_POWER_W,
        new Interval(-5000, 5000),
        0,
        1e4,
        Duration.ofSeconds(2),
        Duration.ZERO,
        Optional.empty(),
        Optional.of(Duration.ofSeconds(10)),
        0,
        0,
        Optional.empty(),
        10,
        1e4);
  }

  /** What the house's field looks like from the deciding side. */
  public static class FakeField implements Field, FieldFactory {
    public final List<Setpoints> submitted = new ArrayList<>();
    public final List<String> asked = new ArrayList<>();
    public volatile SiteState state = SiteState.IDLE;
    public boolean closed;
    public boolean breakFreeze;
    public boolean hasReserve;
    public List<String> problems = List.of();
    SampleStore store = sample -> sample;

    @Override
    public List<String> problems(SiteModel model) {
      return problems;
    }

    @Override
    public Field open(
        SiteModel model, SampleStore samples, EventSink events, Path home, Clock clock) {
      store = samples;
      return this;
    }

    @Override
    public Answer spendReserve(NodeId device, Duration validFor, String by, String reason) {
      if (!hasReserve) {
        return Field.super.spendReserve(device, validFor, by, reason);
      }
      asked.add("reserve of " + device + " for " + validFor + " by " + by + ": " + reason);
      return new Answer.Done();
    }

    @Override
    public Freeze freeze(Snapshot snapshot) {
      if (breakFreeze) {
        throw new IllegalStateException("broken");
      }
      Map<Address, Allowed> allowed = new HashMap<>();
      Map<Address, Double> release = new HashMap<>();
      Map<NodeId, GateCell> cells = new HashMap<>();
      for (String id : List.of("bat1", "bat2")) {
        NodeId node = new NodeId(id);
        Address address = Address.of(node, Points.ACTIVE_POWER_W);
        allowed.put(address, new Allowed(new Interval(-5000, 5000), "charge", "discharge"));
        release.put(address, 0.0);
        cells.put(node, new GateCell(Optional.empty(), 4));
      }
      return new Freeze(state, cells, allowed, release);
    }

    @Override
    public void submit(Setpoints setpoints) {
      submitted.add(setpoints);
    }

    @Override
    public SiteStatus status() {
      return new SiteStatus(state, java.time.Instant.EPOCH, "test", List.of());
    }

    @Override
    public Answer request(SiteState wanted, String by, String reason) {
      asked.add(wanted + " by " + by);
      state = wanted;
      return new Answer.Done();
    }

    @Override
    public void emergencyStop(StopSource source, String by, String reason) {
      state = SiteState.ERROR;
    }

    @Override
    public Answer reset(String by, String reason) {
      state = SiteState.IDLE;
      return new Answer.Done();
    }

    @Override
    public List<DeviceStatus> devices() {
      return List.of(
          device("pcc", Map.of("pcc", "meter")),
          device("bat1", Map.of("bat1", "battery")),
          device("bat2", Map.of("bat2", "battery")));
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** A mode that does what a test tells it. */
  public static final class Told implements ControlMode<Told.Config, Told.State> {
    public record Config(double targetW) {}

    public record State(long count) {}

    private final String id;
    private volatile Function<View, List<Ask>> orders;

    public Told(String id, Function<View, List<Ask>> orders) {
      this.id = id;
      this.orders = orders;
    }

    public static Told target(String id, double targetW) {
      return new Told(
          id, view -> List.of(Ask.target(view.node(), Points.ACTIVE_POWER_W, targetW, "told so")));
    }

    public void order(Function<View, List<Ask>> next) {
      orders = next;
    }

    @Override
    public String id() {
      return id;
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
      return new Config(0);
    }

    @Override
    public State initial(Config config) {
      return new State(0);
    }

    @Override
    public Step<State> step(Config config, View view, State state) {
      return new Step<>(new State(state.count() + 1), orders.apply(view));
    }
  }

  static Set<String> devices(Setpoints setpoints) {
    return setpoints.authority().stream()
        .map(NodeId::value)
        .collect(java.util.stream.Collectors.toSet());
  }
}
