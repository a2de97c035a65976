package org.busbar.safety;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.site.ProtectionConfig;
import org.busbar.api.site.SiteModel;
import org.busbar.api.vocabulary.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * What another model of the same site changes. Where it is written in the file does not count.
 *
 * @param touched devices that are gone, new or described otherwise
 * @param obstacle why the field has to be built anew for it, empty where it has not
 */
record Difference(Set<NodeId> touched, Optional<String> obstacle) {
  private static final String PLACE = "source";

  static Difference between(SiteModel now, SiteModel next) {
    Set<NodeId> touched = new LinkedHashSet<>();
    ids(now).forEach(touched::add);
    ids(next).forEach(touched::add);
    touched.removeIf(
        id ->
            now.device(id).isPresent()
                && next.device(id).isPresent()
                && same(described(now, id), described(next, id)));
    return new Difference(touched, obstacle(now, next, touched));
  }

  private static List<NodeId> ids(SiteModel model) {
    return model.devices().stream().map(DeviceConfig::id).toList();
  }

  /** All that is said of one device. */
  private static List<Object> described(SiteModel model, NodeId id) {
    DeviceConfig device = model.device(id).orElseThrow();
    Optional<ConnectionConfig> connection =
        model.connections().stream().filter(c -> c.name().equals(device.connection())).findFirst();
    return List.of(
        device,
        connection,
        model.limits().stream().filter(l -> l.address().node().device().equals(id)).toList(),
        model.protection(id));
  }

  private static Optional<String> obstacle(SiteModel now, SiteModel next, Set<NodeId> touched) {
    if (!same(List.of(now.id(), now.cycle()), List.of(next.id(), next.cycle()))) {
      return Optional.of("the site itself is another one");
    }
    record Part(String name, Function<SiteModel, Object> of) {}
    List<Part> parts =
        List.of(
            new Part("control modes", SiteModel::modes),
            new Part("the emergency stop", SiteModel::emergency),
            new Part("interlocks", SiteModel::interlocks),
            new Part("contactors", SiteModel::contactors),
            new Part("rules of the history", SiteModel::history));
    for (Part part : parts) {
      Object after = part.of().apply(next);
      if (!same(part.of().apply(now), after)) {
        return Optional.of(part.name() + " change");
      }
      Set<NodeId> needed = devicesIn(after);
      needed.retainAll(touched);
      if (!part.name().equals("control modes") && !needed.isEmpty()) {
        return Optional.of(part.name() + " depend on " + words(needed));
      }
    }
    Map<NodeId, NodeId> meters = meters(next);
    if (!meters.equals(meters(now)) || meters.values().stream().anyMatch(touched::contains)) {
      return Optional.of("a meter of the tree changes");
    }
    if (isMoved(now) || isMoved(next)) {
      return Optional.of("meters are tested by moving a device");
    }
    return guarded(now, next, touched);
  }

  /** What measures each node that has a meter. */
  private static Map<NodeId, NodeId> meters(SiteModel model) {
    Map<NodeId, NodeId> meters = new HashMap<>();
    model
        .nodes()
        .values()
        .forEach(node -> node.meter().ifPresent(meter -> meters.put(node.id(), meter)));
    return meters;
  }

  private static boolean isMoved(SiteModel model) {
    return model.devices().stream().anyMatch(d -> d.consents().contains(MeterTrial.CONSENT));
  }

  /** Batteries that others are measured for are guarded together. */
  private static Optional<String> guarded(SiteModel now, SiteModel next, Set<NodeId> touched) {
    for (SiteModel model : List.of(now, next)) {
      for (ProtectionConfig protection : model.protections()) {
        boolean own = touched.contains(protection.device());
        Set<NodeId> others = devicesIn(protection);
        others.remove(protection.device());
        others.removeIf(other -> !own && !touched.contains(other));
        if (!others.isEmpty()) {
          return Optional.of(
              "the protection of " + protection.device() + " depends on " + words(others));
        }
      }
    }
    return Optional.empty();
  }

  private static String words(Collection<NodeId> devices) {
    return devices.stream().map(NodeId::value).sorted().collect(Collectors.joining(", "));
  }

  /** Whether two descriptions say the same, wherever they stand in the file. */
  static boolean same(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Record && b != null && a.getClass() == b.getClass()) {
      for (RecordComponent part : a.getClass().getRecordComponents()) {
        if (!part.getName().equals(PLACE) && !same(value(a, part), value(b, part))) {
          return false;
        }
      }
      return true;
    }
    if (a instanceof List<?> these && b instanceof List<?> those) {
      boolean same = these.size() == those.size();
      for (int i = 0; same && i < these.size(); i++) {
        same = same(these.get(i), those.get(i));
      }
      return same;
    }
    if (a instanceof Map<?, ?> these && b instanceof Map<?, ?> those) {
      return these.keySet().equals(those.keySet())
          && these.keySet().stream().allMatch(key -> same(these.get(key), those.get(key)));
    }
    if (a instanceof Optional<?> this1 && b instanceof Optional<?> that) {
      return same(this1.orElse(null), that.orElse(null));
    }
    return Objects.equals(a, b);
  }

  /** Every device that is named anywhere in a description. */
  static Set<NodeId> devicesIn(@Nullable Object description) {
    Set<NodeId> found = new HashSet<>();
    collect(description, found);
    return found;
  }

  private static void collect(@Nullable Object part, Set<NodeId> into) {
    switch (part) {
      case NodeId node -> into.add(node.device());
      case Record record -> {
        for (RecordComponent each : record.getClass().getRecordComponents()) {
          collect(value(record, each), into);
        }
      }
      case Collection<?> all -> all.forEach(each -> collect(each, into));
      case Map<?, ?> all -> {
        collect(all.keySet(), into);
        collect(all.values(), into);
      }
      case Optional<?> one -> one.ifPresent(each -> collect(each, into));
      case null, default -> {}
    }
  }

  private static @Nullable Object value(Object record, RecordComponent part) {
    try {
      return part.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(record.getClass() + " cannot be compared", e);
    }
  }
}
