package org.busbar.core.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.site.Node;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.config.api.Element;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Scalar;
import org.busbar.config.api.Section;

/** The node tree of a site being read. */
final class Tree {
  private final Set<NodeId> devices = new HashSet<>();
  private final Set<String> deviceNames = new TreeSet<>();
  private final Map<NodeId, Draft> drafts = new LinkedHashMap<>();
  private final Map<NodeId, NodeId> metered = new HashMap<>();

  private record Draft(
      NodeId id,
      Node.Kind kind,
      Optional<NodeId> parent,
      List<NodeId> children,
      Optional<NodeId> meter) {}

  private Tree(List<DeviceConfig> configs) {
    for (DeviceConfig config : configs) {
      devices.add(config.id());
      deviceNames.add(config.id().value());
    }
  }

  /** Reads {@code tree}; devices it does not name become children of the site. */
  static Tree read(Section file, NodeId site, List<DeviceConfig> configs) {
    Tree tree = new Tree(configs);
    if (tree.devices.contains(site)) {
      file.problem("site", "is also the name of a device", "Give one of them another name");
    }
    Optional<Section> written = file.optionalSection("tree");
    Optional<NodeId> meter = written.flatMap(section -> tree.meter(section, site));
    Draft root = new Draft(site, Node.Kind.SITE, Optional.empty(), new ArrayList<>(), meter);
    tree.drafts.put(site, root);
    written.ifPresent(section -> tree.children(section, root));
    for (DeviceConfig config : configs) {
      if (!tree.drafts.containsKey(config.id())) {
        tree.add(config.id(), Node.Kind.DEVICE, root, Optional.empty());
      }
    }
    return tree;
  }

  private void children(Section section, Draft parent) {
    for (Element element : section.items("children")) {
      switch (element) {
        case Scalar name -> device(section, "children", name.text(), parent, Optional.empty());
        case Section child -> child(child, parent);
      }
    }
  }

  private void child(Section section, Draft parent) {
    if (section.has("device")) {
      String name = section.text("device");
      device(section, "device", name, parent, Optional.of(section));
      return;
    }
    String name = section.text("group");
    Names.node(section, name.isEmpty() ? "unnamed" : name)
        .ifPresent(
            id -> {
              if (devices.contains(id) || drafts.containsKey(id)) {
                section.problem("group", "is used already", "Give the group another name");
                meter(section, id);
                children(section, parent);
                return;
              }
              Draft group = add(id, Node.Kind.GROUP, parent, meter(section, id));
              children(section, group);
            });
  }

  private void device(
      Section section, String key, String name, Draft parent, Optional<Section> own) {
    Optional<NodeId> id =
        devices.stream().filter(device -> device.value().equals(name)).findFirst();
    if (id.isEmpty()) {
      section.problem(
          key, "names '" + name + "', which is no device", Nearest.remedy(name, deviceNames));
    } else if (drafts.containsKey(id.get())) {
      section.problem(key, "names '" + name + "' a second time", "A node has one parent");
    } else {
      add(id.get(), Node.Kind.DEVICE, parent, own.flatMap(s -> meter(s, id.get())));
    }
  }

  private Optional<NodeId> meter(Section section, NodeId of) {
    Optional<String> name = section.optionalText("meter");
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Optional<NodeId> id =
        devices.stream().filter(device -> device.value().equals(name.get())).findFirst();
    if (id.isEmpty()) {
      section.problem("meter", "is no device", Nearest.remedy(name.get(), deviceNames));
      return Optional.empty();
    }
    NodeId other = metered.putIfAbsent(id.get(), of);
    if (other != null) {
      section.problem("meter", "measures " + other + " already", "A meter measures one node");
    }
    return id;
  }

  private Draft add(NodeId id, Node.Kind kind, Draft parent, Optional<NodeId> meter) {
    Draft draft = new Draft(id, kind, Optional.of(parent.id()), new ArrayList<>(), meter);
    parent.children().add(id);
    drafts.put(id, draft);
    return draft;
  }

  /** Makes sure that a node a person named is in the tree: terminals come in by being named. */
  boolean meet(NodeId id) {
    if (id.isTerminal() && !drafts.containsKey(id)) {
      Draft device = drafts.get(id.device());
      if (device != null && device.kind() == Node.Kind.DEVICE) {
        add(id, Node.Kind.TERMINAL, device, Optional.empty());
      }
    }
    return drafts.containsKey(id);
  }

  /** The site's own node. */
  NodeId root() {
    return drafts.keySet().iterator().next();
  }

  boolean isDevice(NodeId id) {
    return devices.contains(id);
  }

  Collection<String> deviceNames() {
    return deviceNames;
  }

  /** Names of all nodes so far. */
  Collection<String> names() {
    return drafts.keySet().stream().map(NodeId::value).toList();
  }

  /** The tree by id, the site first, every parent before its children. */
  Map<NodeId, Node> nodes() {
    Map<NodeId, Node> nodes = new LinkedHashMap<>();
    drafts.forEach(
        (id, draft) ->
            nodes.put(
                id,
                new Node(
                    id,
                    draft.kind(),
                    draft.parent(),
                    draft.children(),
                    Optional.empty(),
                    draft.meter())));
    return nodes;
  }
}
