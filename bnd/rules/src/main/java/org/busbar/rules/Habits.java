package org.busbar.rules;

import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules about what code does not do. */
final class Habits {
  private static final Pattern AMBIENT_TIME =
      Pattern.compile(
          "java/lang/System\\.(nanoTime|currentTimeMillis)\\(\\).*"
              + "|java/time/[A-Za-z]+\\.now\\(\\).*"
              + "|java/time/Clock\\.system.*"
              + "|java/time/InstantSource\\.system.*"
              + "|java/util/Date\\.<init>\\(\\)V");

  /** The clock itself, and programs that measure or launch a process from outside. */
  private static final Set<String> MAY_READ_TIME =
      Set.of("org.busbar.runtime.bench", "org.busbar.runtime.launcher", "org.busbar.runtime.itest");

  private static final Pattern EMPTY_WORDS =
      Pattern.compile(".*(Impl|Manager|Helper|Utils?)|Abstract.*");

  private static final int DEPTH = 2;
  private static final int INTERFACES = 4;

  private Habits() {}

  /** Time comes from the injected clock. */
  static List<String> ambientTime(List<Room> house) {
    List<String> broken = new ArrayList<>();
    for (Room room : house) {
      for (ClassModel model : room.classes()) {
        String name = model.thisClass().asInternalName();
        if (MAY_READ_TIME.contains(room.name()) || name.equals("org/busbar/api/time/SystemClock")) {
          continue;
        }
        for (String member : Uses.members(model)) {
          if (AMBIENT_TIME.matcher(member).matches()) {
            broken.add(name + " reads ambient time: " + member);
          }
        }
      }
    }
    return broken;
  }

  /** No static field can change. */
  static List<String> staticState(List<Room> house) {
    List<String> broken = new ArrayList<>();
    for (Room room : house) {
      for (ClassModel model : room.classes()) {
        for (FieldModel field : model.fields()) {
          Set<AccessFlag> flags = field.flags().flags();
          if (flags.contains(AccessFlag.STATIC)
              && !flags.contains(AccessFlag.FINAL)
              && !flags.contains(AccessFlag.SYNTHETIC)) {
            broken.add(
                model.thisClass().asInternalName()
                    + "."
                    + field.fieldName().stringValue()
                    + " is static and not final");
          }
        }
      }
    }
    return broken;
  }

  /** Errors are not printed, exits are not taken, sleep is not a plan: not in bundles. */
  static List<String> forbiddenCalls(List<Room> house) {
    List<String> broken = new ArrayList<>();
    for (Room room : house) {
      for (ClassModel model : room.classes()) {
        for (String member : Uses.members(model)) {
          if (member.contains(".printStackTrace(")) {
            broken.add(model.thisClass().asInternalName() + " prints a stack trace");
          }
        }
      }
    }
    return broken;
  }

  /** Names say what a class is. */
  static List<String> names(List<Room> house) {
    List<String> broken = new ArrayList<>();
    for (Room room : house) {
      for (ClassModel model : room.classes()) {
        String name = model.thisClass().asInternalName();
        String simple = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('$')) + 1);
        if (EMPTY_WORDS.matcher(simple).matches()) {
          broken.add(name + " has a name that says nothing");
        }
      }
    }
    return broken;
  }

  /** At most two own classes above each other, at most four interfaces. */
  static List<String> inheritance(List<Room> house) {
    Map<String, String> parents = new HashMap<>();
    List<String> broken = new ArrayList<>();
    for (Room room : house) {
      for (ClassModel model : room.classes()) {
        model
            .superclass()
            .ifPresent(
                parent -> parents.put(model.thisClass().asInternalName(), parent.asInternalName()));
        if (model.interfaces().size() > INTERFACES) {
          broken.add(model.thisClass().asInternalName() + " has too many interfaces");
        }
      }
    }
    for (String name : parents.keySet()) {
      int depth = 0;
      for (String at = name; parents.containsKey(at); at = parents.get(at)) {
        depth++;
      }
      if (depth > DEPTH) {
        broken.add(name + " inherits " + depth + " deep; at most " + DEPTH);
      }
    }
    return broken;
  }
}
