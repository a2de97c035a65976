package org.busbar.safety.limit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.site.ProtectionConfig;
import org.busbar.api.site.ProtectionConfig.Rule;
import org.busbar.api.site.ProtectionConfig.Vote;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.safety.limit.Measure.Side;

/**
 * Where the measurements of one battery come from, as far as its devices have declared them.
 * Immutable.
 */
final class Layout {
  private static final Set<String> BATTERIES = Set.of("battery", "bms");

  private final ProtectionConfig config;
  private final NodeId battery;
  private final List<NodeId> nodes;
  private final Map<Measure, Map<Side, List<Channel>>> channels = new EnumMap<>(Measure.class);
  private final Map<Address, Measure> measures = new HashMap<>();
  private final Map<Measure, Map<Side, Rule>> rules = new EnumMap<>(Measure.class);
  private final Map<Point, List<Address>> wholes = new HashMap<>();
  private final Map<Point, List<Channel>> wholeChannels = new HashMap<>();
  private final Map<Point, List<Address>> places = new HashMap<>();
  private final Optional<NodeId> missing;

  Layout(ProtectionConfig config, Map<NodeId, DeviceDeclaration> declarations) {
    this.config = config;
    Set<NodeId> found = new LinkedHashSet<>();
    Set<Address> all = new TreeSet<>();
    declarations.forEach(
        (device, declaration) -> {
          all.addAll(declaration.points().keySet());
          boolean member = !device.equals(config.device()) && !device.equals(bms());
          if (!member) {
            found.addAll(batteries(declaration));
          }
        });
    this.nodes = found.stream().sorted().toList();
    this.battery =
        nodes.stream()
            .filter(node -> node.device().equals(config.device()))
            .findFirst()
            .orElse(config.device());
    for (Measure measure : Measure.values()) {
      Map<Side, List<Channel>> sides = new EnumMap<>(Side.class);
      Map<Side, Rule> ruled = new EnumMap<>(Side.class);
      for (Side side : Side.values()) {
        sides.put(side, channels(measure, side, all));
        ruled.put(side, vote(measure, side).map(Vote::rule).orElse(Rule.WORSE));
        sides.get(side).stream()
            .flatMap(channel -> channel.addresses().stream())
            .forEach(address -> measures.put(address, measure));
      }
      channels.put(measure, sides);
      rules.put(measure, ruled);
    }
    all.stream().filter(a -> nodes.contains(a.node())).forEach(this::place);
    wholes.forEach(
        (point, each) -> wholeChannels.put(point, each.stream().map(Channel::of).toList()));
    this.missing =
        Stream.concat(Stream.of(config.device()), config.bms().stream())
            .filter(device -> !declarations.containsKey(device))
            .findFirst();
  }

  /** Addresses come in their order, and so do their nodes. */
  private void place(Address address) {
    places.computeIfAbsent(address.point(), _ -> new ArrayList<>()).add(address);
    if (address.index() == 0) {
      wholes.computeIfAbsent(address.point(), _ -> new ArrayList<>()).add(address);
    }
  }

  private NodeId bms() {
    return config.bms().orElse(config.device());
  }

  private static List<NodeId> batteries(DeviceDeclaration declaration) {
    List<NodeId> nodes =
        declaration.natures().entrySet().stream()
            .filter(entry -> BATTERIES.contains(entry.getValue()))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return nodes.isEmpty() ? List.of(declaration.device()) : nodes;
  }

  private List<Channel> channels(Measure measure, Side side, Set<Address> all) {
    List<Channel> made = new ArrayList<>();
    Optional<Vote> vote = vote(measure, side);
    if (vote.isPresent()) {
      vote.get().members().forEach(member -> made.add(Channel.of(member)));
      return made;
    }
    for (NodeId node : nodes) {
      // A highest value below the lowest one is wrong; which of both is, nobody knows.
      Stream.of(Side.values())
          .filter(end -> end == side || vote(measure, end).isEmpty())
          .map(end -> Address.of(node, measure.end(end)))
          .distinct()
          .filter(all::contains)
          .forEach(whole -> made.add(Channel.of(whole)));
      List<Address> row =
          all.stream()
              .filter(a -> a.node().equals(node) && a.point().equals(measure.each()))
              .filter(a -> a.index() > 0)
              .toList();
      if (!row.isEmpty()) {
        made.add(new Channel(row, false));
      }
    }
    if (measure == Measure.STATE_OF_CHARGE && !made.isEmpty()) {
      made.add(new Channel(List.of(estimate()), true));
    }
    return made;
  }

  private Optional<Vote> vote(Measure measure, Side side) {
    return config.votes().stream()
        .filter(vote -> vote.point().equals(measure.end(side)))
        .findFirst();
  }

  /** Where somebody else's estimate of the state of charge is looked for. */
  Address estimate() {
    return Address.of(battery, Points.STATE_OF_CHARGE_ESTIMATE_PCT);
  }

  /** What has not declared anything yet, empty where all has. */
  Optional<NodeId> missing() {
    return missing;
  }

  NodeId battery() {
    return battery;
  }

  /** What an address measures, empty where it is none of the three. */
  Optional<Measure> measure(Address address) {
    return Optional.ofNullable(measures.get(address));
  }

  List<Channel> channels(Measure measure, Side side) {
    return channels.get(measure).get(side);
  }

  Rule rule(Measure measure, Side side) {
    return rules.get(measure).get(side);
  }

  /** A point of the whole at each node that declares it. */
  List<Address> wholes(Point point) {
    return wholes.getOrDefault(point, List.of());
  }

  /** The same, each as a channel. */
  List<Channel> wholeChannels(Point point) {
    return wholeChannels.getOrDefault(point, List.of());
  }

  /** A point at each node that declares it, of the whole and by index. */
  List<Address> all(Point point) {
    return places.getOrDefault(point, List.of());
  }
}
