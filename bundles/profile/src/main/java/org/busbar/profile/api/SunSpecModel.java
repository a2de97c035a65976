package org.busbar.profile.api;

import java.util.List;
import java.util.Optional;

/**
 * Register facts of the fixed part of a SunSpec information model; groups that repeat are left out.
 *
 * @param id its number
 * @param fields its points, id and length among them
 */
public record SunSpecModel(int id, List<Field> fields) {
  /**
   * One point of a model.
   *
   * @param name name in the model
   * @param at first register, from that of the model's id
   * @param size number of registers
   * @param type type in SunSpec's words ({@code uint16}, {@code sunssf} ...)
   * @param scale name of the point that holds its power of ten, empty for none
   */
  public record Field(String name, int at, int size, String type, String scale) {}

  /** Copies the list. */
  public SunSpecModel {
    fields = List.copyOf(fields);
  }

  /** Number of registers, id and length among them; models are padded to an even number. */
  public int size() {
    int end = fields.stream().mapToInt(field -> field.at() + field.size()).max().orElse(0);
    return end + end % 2;
  }

  /** The point with this name, empty where the model has none. */
  public Optional<Field> field(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }
}
