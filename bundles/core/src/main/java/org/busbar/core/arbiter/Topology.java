package org.busbar.core.arbiter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.Writable;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.site.Node;
import org.busbar.api.site.SiteModel;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;

/**
 * The tree of a site together with what its devices declare: natures, terminals, writables.
 * Immutable; made anew when a declaration changes.
 */
public final class Topology {
  private final Map<NodeId, Node> nodes = new LinkedHashMap<>();
  private final Map<NodeId, Integer> places = new HashMap<>();
  private final List<NodeId> order = new ArrayList<>();
  private final int[] parents;
  private final Set<NodeId> meters = new HashSet<>();
  private final Map<Address, Writable> writables = new TreeMap<>();
  private final Map<String, Point> quantities = new TreeMap<>();

  /** Joins the model with what the devices declare. */
  public Topology(SiteModel model, List<DeviceStatus> devices) {
    this(model, devices.stream().flatMap(device -> device.declaration().stream()));
  }

  /** Joins the model with declarations, at most one of each device. */
  public Topology(SiteModel model, Stream<DeviceDeclaration> described) {
    Map<NodeId, DeviceDeclaration> declarations = new HashMap<>();
    described.forEach(each -> declarations.put(each.device(), each));
    add(model, model.root(), declarations);
    parents = new int[order.size()];
    for (int i = 0; i < parents.length; i++) {
      Node node = at(i);
      parents[i] = node.parent().map(places::get).orElse(-1);
      node.meter().ifPresent(meters::add);
    }
    for (DeviceDeclaration declared : declarations.values()) {
      for (Writable writable : declared.writables()) {
        writables.put(writable.address(), writable);
        quantities.put(writable.quantity().id(), writable.quantity());
      }
    }
  }

  private void add(SiteModel model, Node node, Map<NodeId, DeviceDeclaration> declarations) {
    DeviceDeclaration declared = declarations.get(node.id().device());
    Set<NodeId> below = new TreeSet<>();
    if (node.kind() == Node.Kind.DEVICE && declared != null) {
      below.addAll(declared.natures().keySet());
      declared.writables().forEach(writable -> below.add(writable.node()));
      below.remove(node.id());
      below.removeAll(node.children());
    }
    List<NodeId> children = new ArrayList<>(node.children());
    children.addAll(below);
    Optional<String> nature =
        declared == null
            ? Optional.empty()
            : Optional.ofNullable(declared.natures().get(node.id()));
    put(new Node(node.id(), node.kind(), node.parent(), children, nature, node.meter()));
    for (NodeId child : children) {
      Node known = model.nodes().get(child);
      add(model, known != null ? known : terminal(child, node.id()), declarations);
    }
  }

  private static Node terminal(NodeId id, NodeId device) {
    return new Node(
        id, Node.Kind.TERMINAL, Optional.of(device), List.of(), Optional.empty(), Optional.empty());
  }

  private void put(Node node) {
    nodes.put(node.id(), node);
    places.put(node.id(), order.size());
    order.add(node.id());
  }

  /** All nodes, every parent before its children. */
  public Map<NodeId, Node> nodes() {
    return Collections.unmodifiableMap(nodes);
  }

  /** A node, empty where there is none. */
  public Optional<Node> node(NodeId id) {
    return Optional.ofNullable(nodes.get(id));
  }

  /** The site's own node. */
  public Node root() {
    return at(0);
  }

  /** Whether a node is another one or stands below it. */
  public boolean isWithin(NodeId node, NodeId ancestor) {
    Integer wanted = places.get(ancestor);
    int at = places.getOrDefault(node, -1);
    while (at >= 0) {
      if (wanted != null && at == wanted) {
        return true;
      }
      at = parents[at];
    }
    return false;
  }

  /** The devices at or below a node, in the order of the tree; for a terminal its device. */
  public List<NodeId> devicesWithin(NodeId node) {
    if (node.isTerminal()) {
      return List.of(node.device());
    }
    return order.stream()
        .filter(id -> nodes.get(id).kind() == Node.Kind.DEVICE && isWithin(id, node))
        .toList();
  }

  /** Whether a device measures the flow of some node and therefore has none of its own. */
  public boolean isMeter(NodeId device) {
    return meters.contains(device);
  }

  /** What can be written at an address, empty where nothing is declared. */
  public Optional<Writable> writable(Address address) {
    return Optional.ofNullable(writables.get(address));
  }

  /** Everything that can be written, ordered by address. */
  Set<Address> writables() {
    return Collections.unmodifiableSet(writables.keySet());
  }

  /** A point that some device of this site lets write, empty where none does. */
  public Optional<Point> writableQuantity(String id) {
    return Optional.ofNullable(quantities.get(id));
  }

  Node at(int place) {
    return nodeOf(order.get(place));
  }

  private Node nodeOf(NodeId id) {
    Node node = nodes.get(id);
    if (node == null) {
      throw new IllegalArgumentException("no node " + id);
    }
    return node;
  }

  int place(NodeId id) {
    return places.getOrDefault(id, -1);
  }

  int[] parents() {
    return parents.clone();
  }
}
