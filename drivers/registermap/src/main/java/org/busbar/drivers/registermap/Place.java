package org.busbar.drivers.registermap;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Unit;

/**
 * One component, read and checked.
 *
 * @param name its name
 * @param at where it lies
 * @param factor unit of the point per count, negative where the device counts outwards
 */
record Place(String name, At at, double factor) {
  private static final Pattern UNIT =
      Pattern.compile("([+-]?[0-9]*\\.?[0-9]+(?:[eE][+-]?[0-9]+)?)? *([mkM]?)(.*)");
  private static final Map<String, Double> PREFIXES =
      Map.of("", 1.0, "m", 1e-3, "k", 1e3, "M", 1e6);
  private static final int LAST = 65_535;

  /**
   * Of a component.
   *
   * @throws IllegalArgumentException saying what is wrong and the remedy
   */
  static Place of(String name, At at) {
    if (at.value() < 0 || at.value() > LAST || at.scale() > LAST) {
      throw new IllegalArgumentException(
          "register " + at.value() + " is out of range. Count from where the map begins");
    }
    Unit unit = Unit.NONE;
    if (!at.inner()) {
      Optional<Point> point = Points.of(name);
      unit =
          point
              .map(Point::unit)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          name + " is no published point. Name it as one, or write inner = true"));
    }
    return new Place(name, at, factor(at.unit(), unit) * (at.out() ? -1 : 1));
  }

  private static double factor(String written, Unit unit) {
    Matcher form = UNIT.matcher(written.strip());
    boolean own = written.isBlank();
    if (!own && form.matches()) {
      String symbol = form.group(3);
      boolean whole = (form.group(2) + symbol).equals(unit.symbol());
      double number = form.group(1) == null ? 1 : Double.parseDouble(form.group(1));
      if (number != 0 && (whole || symbol.equals(unit.symbol()) && unit != Unit.NONE)) {
        return number * (whole ? 1 : PREFIXES.get(form.group(2)));
      }
    }
    if (!own) {
      throw new IllegalArgumentException(
          "unit '"
              + written
              + "' is none of "
              + (unit == Unit.NONE ? "a number without unit" : unit.symbol())
              + ". Write such as '0.1 "
              + unit.symbol()
              + "'");
    }
    return 1;
  }

  int end() {
    return Math.max(at.value() + at.type().words(), at.scale() + 1);
  }

  int first() {
    return at.scale() < 0 ? at.value() : Math.min(at.value(), at.scale());
  }

  /** The expression that makes its value of {@code words}, which begin at a register. */
  String expression(int from) {
    String words = "words, " + (at.value() - from);
    String raw =
        switch (at.type()) {
          case U16 -> "words.at(" + (at.value() - from) + ")";
          case I16 -> "(short) words.at(" + (at.value() - from) + ")";
          case U32 -> "Integer.toUnsignedLong(two(" + words + "))";
          case I32 -> "two(" + words + ")";
          case F32 -> "Float.intBitsToFloat(two(" + words + "))";
        };
    String invalid =
        LongStream.of(at.invalid())
            .mapToObj(pattern -> ", " + number(pattern))
            .collect(Collectors.joining());
    String exponent = at.scale() < 0 ? "0" : "(short) words.at(" + (at.scale() - from) + ")";
    return "scaled(known(%s%s), %s, %s)".formatted(raw, invalid, factor, exponent);
  }

  /** A pattern as the number it would be. */
  private String number(long pattern) {
    return switch (at.type()) {
      case U16, U32 -> pattern + "d";
      case I16 -> (short) pattern + "d";
      case I32 -> (int) pattern + "d";
      case F32 -> "Float.intBitsToFloat(" + (int) pattern + ")";
    };
  }
}
