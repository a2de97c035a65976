package org.busbar.safety;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.busbar.api.site.SiteModel;
import org.busbar.api.vocabulary.NodeId;

/**
 * The devices of a site at one time, in the order of site.yaml. Replaced as a whole.
 *
 * @param model what describes them
 * @param devices all of them
 * @param watches one for each
 * @param byNode each under its own node and under its terminals
 */
record Roster(
    SiteModel model,
    List<FieldDevice> devices,
    List<DeviceWatch> watches,
    Map<NodeId, FieldDevice> byNode) {
  Roster {
    devices = List.copyOf(devices);
    watches = List.copyOf(watches);
    byNode = Map.copyOf(byNode);
  }

  /** The devices a model names, each with its watch. */
  static Roster of(SiteModel model, Collection<DeviceWatch> known) {
    Map<NodeId, DeviceWatch> byId = new HashMap<>();
    known.forEach(watch -> byId.put(watch.device().id(), watch));
    List<DeviceWatch> watches = new ArrayList<>();
    Map<NodeId, FieldDevice> byNode = new HashMap<>();
    model.devices().forEach(config -> watches.add(byId.get(config.id())));
    watches.forEach(watch -> byNode.put(watch.device().id(), watch.device()));
    model.nodes().keySet().stream()
        .filter(NodeId::isTerminal)
        .filter(node -> byNode.containsKey(node.device()))
        .toList()
        .forEach(node -> byNode.put(node, byNode.get(node.device())));
    return new Roster(model, watches.stream().map(DeviceWatch::device).toList(), watches, byNode);
  }

  /** Those of its devices that are among some nodes. */
  List<FieldDevice> among(Collection<NodeId> nodes) {
    return devices.stream().filter(device -> nodes.contains(device.id())).toList();
  }
}
