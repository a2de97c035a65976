package org.busbar.rules;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.RecordComponentInfo;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.busbar.api.vocabulary.Unit;

/** Every double of a contract ends in a known unit or has its point beside it. */
final class Units {
  /** Types that carry or are the unit of the doubles beside them. */
  private static final List<String> CARRIERS =
      List.of("Point;", "PointKey;", "Address;", "Unit;", "Writable;");

  /** Bare numbers by nature; each with its reason. */
  private static final Set<String> BARE =
      Set.of(
          // A range of whatever quantity it stands beside.
          "org/busbar/api/vocabulary/Interval",
          // A series states its unit once for all slots.
          "org/busbar/api/series/Series",
          "org/busbar/api/series/Series$Slot",
          // A history states its unit once for all rows.
          "org/busbar/api/history/History$Row",
          // Factor and offset lead from the raw number to the unit of the point that is coded.
          "org/busbar/profile/api/Coding",
          // A formula is in the unit its computed point says.
          "org/busbar/profile/api/Formula",
          // Numbers as written: the caller names the unit.
          "org/busbar/config/api/Section",
          // The write's quantity is in the command that it answers.
          "org/busbar/api/device/write/WriteResult$Accepted");

  private static final List<String> SUFFIXES =
      Arrays.stream(Unit.values()).map(Unit::suffix).filter(text -> !text.isEmpty()).toList();

  private Units() {}

  /** Checks record components and accessors of exported packages. */
  static List<String> inContracts(List<Room> house) {
    List<String> broken = new ArrayList<>();
    for (Room room : house) {
      for (ClassModel model : room.classes()) {
        String name = model.thisClass().asInternalName();
        String home = Room.packageOf(name);
        boolean contract = home.startsWith("org.busbar.api") || home.endsWith(".api");
        if (contract && !BARE.contains(name) && model.flags().has(AccessFlag.PUBLIC)) {
          doubles(model)
              .filter(member -> SUFFIXES.stream().noneMatch(member::endsWith))
              .forEach(member -> broken.add(name + "." + member + " has no unit"));
        }
      }
    }
    return broken;
  }

  private static Stream<String> doubles(ClassModel model) {
    List<RecordComponentInfo> components =
        model
            .findAttribute(Attributes.record())
            .map(record -> record.components())
            .orElse(List.of());
    boolean carried =
        components.stream()
            .anyMatch(c -> CARRIERS.stream().anyMatch(c.descriptor().stringValue()::endsWith));
    if (carried) {
      return Stream.empty();
    }
    Stream<String> fields =
        components.stream()
            .filter(c -> c.descriptor().equalsString("D"))
            .map(c -> c.name().stringValue());
    Stream<String> accessors =
        components.isEmpty()
            ? model.methods().stream().filter(Units::returnsBareDouble).map(Units::nameOf)
            : Stream.empty();
    return Stream.concat(fields, accessors);
  }

  private static boolean returnsBareDouble(MethodModel method) {
    String type = method.methodType().stringValue();
    return type.endsWith(")D")
        && method.flags().has(AccessFlag.PUBLIC)
        && CARRIERS.stream().noneMatch(type::contains);
  }

  private static String nameOf(MethodModel method) {
    return method.methodName().stringValue();
  }
}
