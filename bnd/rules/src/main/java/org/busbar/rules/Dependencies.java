package org.busbar.rules;

import java.lang.classfile.ClassModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Rules about who may know whom. */
final class Dependencies {
  /** Rooms that may import the write and transport contracts (docs: architecture, "Services"). */
  private static final List<String> FIELD_SIDE =
      List.of(
          "org.busbar.api",
          "org.busbar.safety",
          "org.busbar.transport.",
          "org.busbar.profile",
          "org.busbar.drivers",
          "org.busbar.runtime.supervisor",
          "org.busbar.runtime.bench",
          "org.busbar.runtime.campaign",
          "org.busbar.runtime.conformance",
          "org.busbar.runtime.itest",
          "org.busbar.sim",
          "org.busbar.testkit");

  private static final Set<String> RESERVED =
      Set.of(
          "org.busbar.api.transport",
          "org.busbar.api.device.write",
          "org.busbar.api.device.write.guard");

  /** Rooms that put others together to measure, try or read them; they are in no assembly. */
  private static final List<String> COMPOSERS =
      List.of(
          "org.busbar.marketplace",
          "org.busbar.runtime.bench",
          "org.busbar.runtime.campaign",
          "org.busbar.runtime.checklist",
          "org.busbar.runtime.conformance",
          "org.busbar.runtime.itest");

  private Dependencies() {}

  /** No package depends on itself by way of others. */
  static List<String> packageCycles(List<Room> house) {
    Map<String, Set<String>> graph = new TreeMap<>();
    for (Room room : house) {
      for (ClassModel model : room.classes()) {
        String from = Room.packageOf(model.thisClass().asInternalName());
        Set<String> to = graph.computeIfAbsent(from, name -> new TreeSet<>());
        for (String used : Uses.classes(model)) {
          String target = Room.packageOf(used);
          if (target.startsWith("org.busbar") && !target.equals(from)) {
            to.add(target);
          }
        }
      }
    }
    List<String> broken = new ArrayList<>();
    for (String start : graph.keySet()) {
      for (String next : graph.get(start)) {
        if (start.compareTo(next) < 0 && reaches(graph, next, start, new TreeSet<>())) {
          broken.add("packages " + start + " and " + next + " know each other");
        }
      }
    }
    return broken;
  }

  private static boolean reaches(
      Map<String, Set<String>> graph, String from, String target, Set<String> seen) {
    if (from.equals(target)) {
      return true;
    }
    return seen.add(from)
        && graph.getOrDefault(from, Set.of()).stream()
            .anyMatch(next -> reaches(graph, next, target, seen));
  }

  /** Each room uses only the rooms it may know. */
  static List<String> whoKnowsWhom(List<Room> house) {
    List<String> broken = new ArrayList<>();
    for (Room room : house) {
      for (ClassModel model : room.classes()) {
        for (String used : Uses.classes(model)) {
          String target = Room.packageOf(used);
          if (target.startsWith("org.busbar.") && !mayKnow(room.name(), target)) {
            broken.add(
                room.name()
                    + " must not know "
                    + target
                    + ": "
                    + model.thisClass().asInternalName());
          }
        }
      }
    }
    return broken.stream().distinct().toList();
  }

  private static boolean mayKnow(String room, String target) {
    if (within(target, room) || COMPOSERS.contains(room)) {
      return true;
    }
    if (room.equals("org.busbar.api")) {
      return false;
    }
    if (target.startsWith("org.busbar.api")) {
      return !room.equals("org.busbar.runtime.launcher");
    }
    return switch (target) {
      case "org.busbar.config.api" ->
          Set.of(
                      "org.busbar.core",
                      "org.busbar.plugin",
                      "org.busbar.safety",
                      "org.busbar.profile",
                      "org.busbar.sim",
                      "org.busbar.testkit")
                  .contains(room)
              || room.startsWith("org.busbar.transport.");
      case "org.busbar.profile.api" ->
          room.equals("org.busbar.sim") || room.equals("org.busbar.testkit.conformance");
      default -> false;
    };
  }

  /** Only the field side imports the contracts that reach devices. */
  static List<String> reservedImports(List<Room> house) {
    List<String> broken = new ArrayList<>();
    for (Room room : house) {
      boolean allowed =
          FIELD_SIDE.stream()
              .anyMatch(
                  prefix ->
                      prefix.endsWith(".")
                          ? room.name().startsWith(prefix)
                          : within(room.name(), prefix));
      if (allowed) {
        continue;
      }
      for (ClassModel model : room.classes()) {
        for (String used : Uses.classes(model)) {
          if (RESERVED.contains(Room.packageOf(used))) {
            broken.add(
                room.name()
                    + " must not use "
                    + used.replace('/', '.')
                    + ": "
                    + model.thisClass().asInternalName());
          }
        }
      }
    }
    return broken;
  }

  /** Only contracts are exported: packages of the api or whose last segment is {@code api}. */
  static List<String> exports(List<Room> house) {
    List<String> broken = new ArrayList<>();
    for (Room room : house) {
      String header = room.manifest().getMainAttributes().getValue("Export-Package");
      if (header == null) {
        continue;
      }
      for (String clause : header.replaceAll("\"[^\"]*\"", "").split(",")) {
        String name = clause.split(";")[0].strip();
        boolean contract = within(name, "org.busbar.api") || name.endsWith(".api");
        if (!contract) {
          broken.add(room.name() + " exports " + name + ", which is no contract");
        }
      }
    }
    return broken;
  }

  private static boolean within(String name, String prefix) {
    return name.equals(prefix) || name.startsWith(prefix + ".");
  }
}
