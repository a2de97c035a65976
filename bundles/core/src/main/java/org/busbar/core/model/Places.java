package org.busbar.core.model;

import java.util.List;
import java.util.Optional;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Section;

/** Nodes and addresses that a person names in the file. */
final class Places {
  private Places() {}

  /** A node of the site; a problem where there is none of this name. */
  static Optional<NodeId> node(Section section, String key, String name, Tree tree) {
    Optional<NodeId> id = Names.node(section, name);
    if (id.isPresent() && !tree.meet(id.get())) {
      section.problem(
          key, "'" + name + "' is no node of this site", Nearest.remedy(name, tree.names()));
      return Optional.empty();
    }
    return id;
  }

  /** An address such as {@code bat1/temperatureC} or {@code io1/switchOn.2}. */
  static Optional<Address> address(Section section, String key, String text, Tree tree) {
    if (text.isEmpty()) {
      return Optional.empty(); // It is missing, which is told already.
    }
    int slash = text.indexOf('/');
    if (slash <= 0) {
      section.problem(
          key, "'" + text + "' is no point of a device", "Write one such as 'io1/switchOn.1'");
      return Optional.empty();
    }
    Optional<NodeId> node = node(section, key, text.substring(0, slash), tree);
    if (node.isPresent() && !tree.isDevice(node.get().device())) {
      section.problem(
          key,
          "'" + text + "' is no point of a device",
          "Name a device: " + Nearest.remedy(node.get().value(), tree.deviceNames()));
      return Optional.empty();
    }
    return node.flatMap(id -> point(id, key, text.substring(slash + 1), section));
  }

  /** A point of a node, with its index where one is written: {@code voltageLnV.2}. */
  static Optional<Address> point(NodeId node, String key, String written, Section section) {
    int dot = written.indexOf('.');
    String id = dot < 0 ? written : written.substring(0, dot);
    Optional<Point> point = Points.of(id);
    if (point.isEmpty()) {
      List<String> all = Points.all().stream().map(Point::id).toList();
      section.problem(key, "is no point of the vocabulary", Nearest.remedy(id, all));
      return Optional.empty();
    }
    try {
      int index = dot < 0 ? 0 : Integer.parseInt(written.substring(dot + 1));
      return Optional.of(new Address(node, point.get(), index));
    } catch (IllegalArgumentException e) {
      section.problem(key, "has a wrong index", "Write one such as '" + id + ".1'");
      return Optional.empty();
    }
  }
}
