package org.busbar.profile.sunspec;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A SunSpec information model as facts.
 *
 * @param id its number
 * @param root its points and groups; addresses count from the register of its id
 */
record Model(int id, Group root) {
  /** A group that fills what is left of the model. */
  static final String REST = "rest";

  /**
   * Points that belong together, once or repeated.
   *
   * @param name name
   * @param count empty for once, the name of the point that counts it, or {@link #REST}
   * @param fields its points
   * @param groups groups after the points, in their order
   */
  record Group(String name, String count, List<Field> fields, List<Group> groups) {
    Group {
      fields = List.copyOf(fields);
      groups = List.copyOf(groups);
    }

    Optional<Field> field(String wanted) {
      return fields.stream().filter(field -> field.name().equals(wanted)).findFirst();
    }

    /** Registers of one instance, groups that repeat not counted. */
    int size() {
      int own = fields.stream().mapToInt(Field::end).max().orElse(0);
      return own + groups.stream().filter(g -> g.count().isEmpty()).mapToInt(Group::size).sum();
    }
  }

  /**
   * A point.
   *
   * @param at first register, from that of its group
   * @param name name
   * @param type type in SunSpec's words ({@code uint16}, {@code acc32}, {@code sunssf} ...)
   * @param size registers
   * @param scale name of its scale point, empty for none
   * @param unit unit in the model's words, empty for none
   * @param writable whether it may be written
   * @param values numbers of its symbols, empty for none
   */
  record Field(
      int at,
      String name,
      String type,
      int size,
      String scale,
      String unit,
      boolean writable,
      Map<String, Integer> values) {
    Field {
      values = Map.copyOf(values);
    }

    int end() {
      return at + size;
    }
  }
}
