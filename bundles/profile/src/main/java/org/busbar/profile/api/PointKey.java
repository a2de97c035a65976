package org.busbar.profile.api;

import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;

/**
 * A point within a profile, before it belongs to a device of a site. Written {@code activePowerW},
 * {@code voltageLnV.2}, {@code bat/stateOfChargePct}.
 *
 * @param terminal terminal of the device, empty for the device itself
 * @param point the point
 * @param index 0 for the whole; 1, 2, 3 ... for a phase, string or cell
 */
public record PointKey(String terminal, Point point, int index) {
  /** A point of the whole of the device itself. */
  public static PointKey of(Point point) {
    return new PointKey("", point, 0);
  }

  /** The node it belongs to at a device of a site. */
  public NodeId node(NodeId device) {
    return terminal.isEmpty() ? device : new NodeId(device + "." + terminal);
  }

  /** Its address at a device of a site. */
  public Address address(NodeId device) {
    return new Address(node(device), point, index);
  }

  @Override
  public String toString() {
    String name = index == 0 ? point.id() : point.id() + "." + index;
    return terminal.isEmpty() ? name : terminal + "/" + name;
  }
}
