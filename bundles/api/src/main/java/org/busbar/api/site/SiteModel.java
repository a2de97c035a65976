package org.busbar.api.site;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.SiteId;

/**
 * One site as {@code site.yaml} describes it, validated as a whole. Immutable, replaced as a whole.
 *
 * @param id its identity
 * @param name for people
 * @param zone time zone for people and schedules
 * @param cycle period of the step, 10 ms to 10 s
 * @param autostart whether it may go to RUNNING by itself on a new home folder (demo only)
 * @param connections the connections: name, transport and settings
 * @param devices the devices, in the order of the file
 * @param nodes the tree by id, in the order of the file, the site first
 * @param limits limits written by people
 * @param modes the control modes, in the order of their rank
 * @param protections how batteries are protected, in the order of the file
 * @param emergency how it is stopped
 * @param interlocks what must hold for devices to be controlled; what one needs stands before it
 * @param contactors the contactors of batteries, in the order of the file
 * @param history how long its history is kept
 * @param contacts who is to be called in an emergency, in the order of the file
 */
public record SiteModel(
    SiteId id,
    String name,
    ZoneId zone,
    Duration cycle,
    boolean autostart,
    List<ConnectionConfig> connections,
    List<DeviceConfig> devices,
    Map<NodeId, Node> nodes,
    List<LimitConfig> limits,
    List<ModeConfig> modes,
    List<ProtectionConfig> protections,
    EmergencyConfig emergency,
    List<InterlockConfig> interlocks,
    List<ContactorConfig> contactors,
    HistoryConfig history,
    List<ContactConfig> contacts) {
  /** Copies the collections, keeping their order. */
  public SiteModel {
    connections = List.copyOf(connections);
    devices = List.copyOf(devices);
    nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
    limits = List.copyOf(limits);
    modes = List.copyOf(modes);
    protections = List.copyOf(protections);
    interlocks = List.copyOf(interlocks);
    contactors = List.copyOf(contactors);
    contacts = List.copyOf(contacts);
  }

  /** The protection of a device, empty where none is written. */
  public Optional<ProtectionConfig> protection(NodeId device) {
    return protections.stream().filter(p -> p.device().equals(device)).findFirst();
  }

  /** The site's own node, the root of the tree. */
  public Node root() {
    return nodes.values().iterator().next();
  }

  /** The device with this id, empty where there is none. */
  public Optional<DeviceConfig> device(NodeId device) {
    return devices.stream().filter(d -> d.id().equals(device)).findFirst();
  }

  /** Whether a node is another one or stands below it in the tree. */
  public boolean isWithin(NodeId node, NodeId ancestor) {
    for (Node at = nodes.get(node); at != null; at = at.parent().map(nodes::get).orElse(null)) {
      if (at.id().equals(ancestor)) {
        return true;
      }
    }
    return false;
  }
}
