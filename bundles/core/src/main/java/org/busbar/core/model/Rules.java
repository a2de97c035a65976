package org.busbar.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.busbar.api.site.LimitConfig;
import org.busbar.api.site.ModeConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.config.api.Section;

/**
 * Limits and control modes of a site.
 *
 * @param limits limits by people
 * @param modes control modes in the order of their rank
 */
record Rules(List<LimitConfig> limits, List<ModeConfig> modes) {
  static Rules read(Section file, Tree tree) {
    List<LimitConfig> limits = new ArrayList<>();
    file.sections("limits")
        .forEach(
            (name, section) ->
                Places.node(section.open(), "", name, tree)
                    .ifPresent(node -> limits.addAll(limits(node, section))));
    List<ModeConfig> modes = new ArrayList<>();
    file.sections("modes")
        .forEach((id, section) -> modes.add(mode(id, section, tree, modes.size())));
    return new Rules(limits, modes);
  }

  private static List<LimitConfig> limits(NodeId node, Section section) {
    List<LimitConfig> limits = new ArrayList<>();
    for (String key : section.keys()) {
      Optional<Address> address = Places.point(node, key, key, section);
      Optional<Section> limit = section.optionalSection(key);
      if (address.isEmpty()) {
        limit.ifPresent(Section::open); // one problem is enough
      } else if (limit.isPresent()) {
        limit(address.get(), limit.get(), section.at(key)).ifPresent(limits::add);
      }
    }
    return limits;
  }

  private static Optional<LimitConfig> limit(Address address, Section section, String at) {
    Point point = address.point();
    if (!section.has("min") && !section.has("max")) {
      section.problem("", "limits nothing", "Write min, max or both");
    }
    double min = section.quantity("min", point.unit(), Double.NEGATIVE_INFINITY);
    double max = section.quantity("max", point.unit(), Double.POSITIVE_INFINITY);
    LimitConfig.Reaction reaction =
        section.choice("reaction", LimitConfig.Reaction.class, LimitConfig.Reaction.CLAMP);
    if (min > max) {
      section.problem("min", "is greater than max", "Nothing would be allowed");
      return Optional.empty();
    }
    if (min > point.plausibleMax() || max < point.plausibleMin()) {
      section.problem(
          min > point.plausibleMax() ? "min" : "max",
          "is outside of what " + point.id() + " can be",
          "Write a value from " + point.plausibleMin() + " to " + point.plausibleMax());
    }
    return Optional.of(new LimitConfig(address, new Interval(min, max), reaction, at));
  }

  private static ModeConfig mode(String id, Section section, Tree tree, int rank) {
    Names.word(section, id);
    String node = section.text("node");
    Level level = section.choice("level", Level.class, Level.ECONOMIC);
    if (level == Level.SAFETY) {
      section.problem(
          "level", "is kept for the platform", "Use grid-obligation or one of the levels below");
    }
    Optional<NodeId> assigned =
        node.isEmpty() ? Optional.empty() : Places.node(section, "node", node, tree);
    return new ModeConfig(
        id,
        section.text("type", id),
        assigned.orElseGet(() -> new NodeId("unknown")),
        level,
        rank,
        section.flag("enabled", true),
        section.scalars("config"),
        section.at("type"));
  }
}
