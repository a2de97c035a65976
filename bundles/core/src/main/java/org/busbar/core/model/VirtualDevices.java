package org.busbar.core.model;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.vocabulary.Nature;
import org.busbar.api.vocabulary.Natures;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Quantity;
import org.busbar.config.api.Section;

/** Reads devices without a connection: they are computed of others. Safety makes them. */
final class VirtualDevices {
  /** Driver, transport and connection of such a device. */
  static final String VIRTUAL = "virtual";

  private static final String CONSTANT = "constant";
  private static final String MIRROR = "mirror";
  private static final String POINTS = "points";
  private static final Set<String> KINDS = Set.of("sum", "difference", MIRROR, CONSTANT);

  private final Set<String> above = new HashSet<>();
  private final Set<String> names;
  private final Set<String> virtuals = new TreeSet<>();
  private String source = "";

  /** With a site's file: which devices it has, and which of them are virtual. */
  VirtualDevices(Section file) {
    Map<String, Section> devices = file.sections("devices");
    this.names = devices.keySet();
    devices.forEach(
        (name, device) -> {
          if (device.open().has(VIRTUAL)) {
            virtuals.add(name);
            source = device.at(VIRTUAL);
          }
        });
  }

  /** The connection they have in common, empty where there is none of them. */
  Optional<ConnectionConfig> connection() {
    return virtuals.isEmpty()
        ? Optional.empty()
        : Optional.of(new ConnectionConfig(VIRTUAL, VIRTUAL, Map.of(), source));
  }

  /** Reads one; a virtual device it is computed of must stand above it. */
  DeviceConfig read(NodeId id, Section device) {
    Section section = device.section(VIRTUAL);
    List<String> kinds = KINDS.stream().filter(section::has).sorted().toList();
    String kind = kinds.isEmpty() ? CONSTANT : kinds.getFirst();
    if (kinds.size() != 1) {
      section.problem("", "must be one kind", "Write one of " + new TreeSet<>(KINDS));
    }
    Map<String, String> options = new LinkedHashMap<>();
    String nature = section.text("nature");
    options.put("nature", nature);
    Set<String> points =
        kind.equals(CONSTANT) ? values(section, options) : points(section, nature, options);
    if (!kind.equals(CONSTANT) && kinds.size() == 1) {
      List<String> of = section.texts(kind);
      of.forEach(name -> source(section, kind, name));
      boolean one = kind.equals(MIRROR);
      if (one ? of.size() != 1 : of.size() < 2) {
        section.problem(kind, one ? "must name one device" : "must name at least two devices", "");
      }
      options.put("of", String.join(" ", of));
    }
    required(section, nature, points);
    above.add(id.value());
    return new DeviceConfig(id, VIRTUAL, kind, VIRTUAL, 0, options, List.of(), device.at(VIRTUAL));
  }

  private void source(Section section, String kind, String name) {
    String device = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
    if (!names.contains(device)) {
      section.problem(
          kind, "'" + name + "' is no device of this site", Nearest.remedy(device, names));
    } else if (virtuals.contains(device) && !above.contains(device)) {
      section.problem(kind, "'" + name + "' is virtual and does not stand above", "Move it up");
    }
  }

  private static Set<String> points(Section section, String nature, Map<String, String> options) {
    List<String> written = section.texts(POINTS);
    Set<String> points =
        new TreeSet<>(written.isEmpty() ? List.of(Points.ACTIVE_POWER_W.id()) : written);
    for (String point : written) {
      if (Points.of(point).isEmpty()) {
        List<String> all = Points.all().stream().map(Point::id).toList();
        section.problem(
            POINTS, "'" + point + "' is no point of the vocabulary", Nearest.remedy(point, all));
      }
    }
    options.put(POINTS, String.join(" ", points));
    return points;
  }

  private static Set<String> values(Section section, Map<String, String> options) {
    Set<String> points = new TreeSet<>();
    Section below = section.section(CONSTANT).open();
    section
        .scalars(CONSTANT)
        .forEach(
            (name, text) -> {
              Optional<Point> point = Points.of(name);
              if (point.isEmpty()) {
                List<String> all = Points.all().stream().map(Point::id).toList();
                below.problem(name, "is no point of the vocabulary", Nearest.remedy(name, all));
                return;
              }
              OptionalDouble value = Quantity.parse(text, point.get().unit());
              if (value.isEmpty()) {
                below.problem(
                    name, "is no quantity", "Write a number in " + point.get().unit().symbol());
              }
              options.put(name, Double.toString(value.orElse(0)));
              points.add(name);
            });
    options.put(POINTS, String.join(" ", points));
    return points;
  }

  private static void required(Section section, String id, Set<String> points) {
    Optional<Nature> nature = Natures.of(id);
    if (nature.isEmpty()) {
      List<String> known = Natures.all().stream().map(Nature::id).toList();
      section.problem("nature", "is no nature", Nearest.remedy(id, known));
      return;
    }
    Set<String> missing =
        nature.get().required().stream().map(Point::id).collect(Collectors.toSet());
    missing.removeAll(points);
    if (!missing.isEmpty()) {
      section.problem("nature", "needs " + String.join(", ", new TreeSet<>(missing)), "");
    }
  }
}
