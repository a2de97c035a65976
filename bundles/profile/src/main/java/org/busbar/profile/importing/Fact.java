package org.busbar.profile.importing;

import java.util.OptionalInt;

/**
 * A register as somebody's list states it.
 *
 * @param line line of the list, for messages
 * @param name what the list calls it
 * @param place where it lies
 * @param unit wording of its unit, empty for none
 * @param factor its unit per count
 * @param offset added to count times factor, in its unit
 * @param sign what counts as positive ({@code import+}), empty where the list does not say
 * @param point key of the point it is, empty where it is to be guessed from the name
 */
record Fact(
    int line,
    String name,
    Place place,
    String unit,
    double factor,
    double offset,
    String sign,
    String point) {
  /**
   * Where a number lies.
   *
   * @param table {@code holding}, {@code input} ...
   * @param at first register
   * @param type {@code u16} ...
   * @param lowFirst whether its low word comes first
   * @param mask bits that are the number, -1 for all
   * @param bit the bit of a {@code bool}, -1 for none
   * @param scaleAt register of its power of ten
   * @param invalid raw number that means unknown, empty for none
   */
  record Place(
      String table,
      int at,
      String type,
      boolean lowFirst,
      long mask,
      int bit,
      OptionalInt scaleAt,
      String invalid) {
    static Place of(String table, int at, String type) {
      return new Place(table, at, type, false, -1, -1, OptionalInt.empty(), "");
    }

    int size() {
      return type.endsWith("64") ? 4 : type.endsWith("32") ? 2 : 1;
    }

    int end() {
      return at + size();
    }
  }
}
