package org.busbar.core.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.site.ProtectionConfig;
import org.busbar.api.site.ProtectionConfig.Rule;
import org.busbar.api.site.ProtectionConfig.Vote;
import org.busbar.api.site.ProtectionConfig.Written;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Section;

/**
 * What devices say of their protection: {@code chemistry}, {@code bms}, {@code protection} and
 * {@code votes}. Which keys and chemistries there are is for safety to say.
 */
final class Protections {
  private final List<ProtectionConfig> all = new ArrayList<>();
  private final Map<NodeId, Section> sections = new LinkedHashMap<>();

  /** Reads those keys of one device. */
  void read(NodeId device, Section section) {
    Optional<String> chemistry = section.optionalText("chemistry");
    Optional<NodeId> bms = section.optionalText("bms").flatMap(name -> Names.node(section, name));
    Map<String, Written> values = values(section);
    List<Vote> votes = votes(section);
    if (chemistry.isEmpty() && bms.isEmpty() && values.isEmpty() && votes.isEmpty()) {
      return;
    }
    String key = chemistry.isPresent() ? "chemistry" : bms.isPresent() ? "bms" : "protection";
    all.add(new ProtectionConfig(device, chemistry, bms, values, votes, section.at(key)));
    sections.put(device, section);
  }

  private static Map<String, Written> values(Section section) {
    Map<String, Written> values = new LinkedHashMap<>();
    section
        .optionalSection("protection")
        .map(Section::open)
        .ifPresent(
            written -> {
              for (String key : written.keys()) {
                written
                    .optionalText(key)
                    .ifPresent(text -> values.put(key, new Written(text, written.at(key))));
              }
            });
    return values;
  }

  private static List<Vote> votes(Section section) {
    List<Vote> votes = new ArrayList<>();
    section
        .sections("votes")
        .forEach(
            (id, vote) -> {
              Optional<Point> point = Points.of(id);
              List<Address> members = new ArrayList<>();
              vote.texts("of").forEach(text -> address(vote, text).ifPresent(members::add));
              Rule rule = vote.choice("rule", Rule.class, Rule.WORSE);
              if (point.isEmpty()) {
                List<String> ids = Points.all().stream().map(Point::id).toList();
                vote.problem("", "is no point of the vocabulary", Nearest.remedy(id, ids));
              } else if (members.size() < 2 || (rule == Rule.TWO_OF_THREE && members.size() != 3)) {
                vote.problem(
                    "of",
                    "names too few measurements or too many",
                    "Name three for two-of-three, at least two for worse");
              } else {
                votes.add(new Vote(point.get(), members, rule, vote.at("of")));
              }
            });
    return votes;
  }

  /** {@code bat1/stateOfChargePct}, or with an index {@code bms1/dcVoltageV.2}. */
  private static Optional<Address> address(Section vote, String text) {
    int slash = text.indexOf('/');
    int dot = text.indexOf('.', slash + 1);
    Optional<Point> point = Points.of(text.substring(slash + 1, dot < 0 ? text.length() : dot));
    try {
      if (slash > 0 && point.isPresent()) {
        int index = dot < 0 ? 0 : Integer.parseInt(text.substring(dot + 1));
        return Optional.of(new Address(new NodeId(text.substring(0, slash)), point.get(), index));
      }
    } catch (IllegalArgumentException e) {
      vote.problem("of", "'" + text + "': " + e.getMessage(), "Write device/point");
      return Optional.empty();
    }
    vote.problem("of", "'" + text + "' is no measurement", "Write device/point");
    return Optional.empty();
  }

  /** Names what is said of devices that are not there. */
  void check(List<DeviceConfig> devices) {
    List<String> names = devices.stream().map(device -> device.id().value()).toList();
    for (ProtectionConfig protection : all) {
      Section section = sections.get(protection.device());
      protection
          .bms()
          .filter(bms -> !names.contains(bms.value()) || bms.equals(protection.device()))
          .ifPresent(
              bms ->
                  section.problem("bms", "is no other device", Nearest.remedy(bms.value(), names)));
      for (Vote vote : protection.votes()) {
        for (Address member : vote.members()) {
          String name = member.node().device().value();
          if (!names.contains(name)) {
            section.problem("votes", "'" + name + "' is no device", Nearest.remedy(name, names));
          }
        }
      }
    }
  }

  /** All that was written, in the order of the file. */
  List<ProtectionConfig> all() {
    return all;
  }
}
