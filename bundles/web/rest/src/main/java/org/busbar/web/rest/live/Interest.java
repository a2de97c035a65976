package org.busbar.web.rest.live;

import java.util.Set;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;

/**
 * Which values a client wants; equal ones share their frames.
 *
 * @param devices devices or terminals, {@link #ALL} for every one
 * @param points single points as {@code node/point}
 */
record Interest(Set<String> devices, Set<String> points) {
  /** Stands for all devices. */
  static final String ALL = "*";

  static final Interest NOTHING = new Interest(Set.of(), Set.of());

  Interest {
    devices = Set.copyOf(devices);
    points = Set.copyOf(points);
  }

  boolean isNothing() {
    return devices.isEmpty() && points.isEmpty();
  }

  boolean covers(Address address) {
    NodeId node = address.node();
    return devices.contains(ALL)
        || devices.contains(node.value())
        || devices.contains(node.device().value())
        || points.contains(address.toString())
        || points.contains(node + "/" + address.point().id());
  }
}
