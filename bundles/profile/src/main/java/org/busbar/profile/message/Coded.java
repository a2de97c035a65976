package org.busbar.profile.message;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a value is written in a document. Decoded values are in the unit of their point, positive
 * into the busbar.
 *
 * @param form what stands there
 * @param factor unit of the point per written one, negative where the device counts the other way
 * @param offset value in the unit of the point at a written 0
 * @param words value by word, empty to take numbers as they are; a word that is not listed is
 *     unknown
 * @param decimals digits after the point of what we write
 */
record Coded(Form form, double factor, double offset, Map<String, Double> words, int decimals) {
  /** What stands in a document. */
  enum Form {
    /** A number. */
    NUMBER,
    /** {@code true} or {@code false}. */
    BOOL,
    /** A number written as a text. */
    TEXT
  }

  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?(?:[0-9]{1,30}(?:\\.[0-9]{0,30})?|\\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,3})?");
  private static final double NEAR = 1e-9;

  Coded {
    if (!Double.isFinite(factor) || factor == 0 || !Double.isFinite(offset)) {
      throw new IllegalArgumentException("factor " + factor + " or offset " + offset);
    }
    words = Map.copyOf(words);
  }

  Coded times(double by) {
    return new Coded(form, factor * by, offset * by, words, decimals);
  }

  /** With the settings of a site filled into its words. */
  Coded with(Template template) {
    Map<String, Double> filled = new HashMap<>();
    words.forEach((word, value) -> filled.put(template.fill(word), value));
    return new Coded(form, factor, offset, filled, decimals);
  }

  /** The same where the whole document is the value. */
  Coded bare() {
    return form == Form.NUMBER ? new Coded(Form.TEXT, factor, offset, words, decimals) : this;
  }

  /**
   * The value of what stands in a document; NaN where it is unknown: absent, null, of another form
   * than declared, a word nobody listed, no finite number.
   *
   * @param raw a {@link Double}, {@link Boolean} or {@link String}; null where it is not there
   */
  double decode(@Nullable Object raw) {
    if (raw == null) {
      return Double.NaN;
    }
    if (!words.isEmpty()) {
      return words.getOrDefault(word(raw), Double.NaN);
    }
    return switch (form) {
      case BOOL -> raw instanceof Boolean flag ? (flag ? 1 : 0) : Double.NaN;
      case NUMBER -> raw instanceof Double number ? scaled(number) : Double.NaN;
      case TEXT ->
          raw instanceof String text && NUMBER.matcher(text.strip()).matches()
              ? scaled(Double.parseDouble(text.strip()))
              : Double.NaN;
    };
  }

  /** A value as a word. */
  static String word(Object raw) {
    return raw instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString(number.longValue())
        : raw.toString().strip();
  }

  private double scaled(double raw) {
    double inverse = Math.rint(1 / factor);
    boolean divides = Math.abs(factor) < 1 && 1 / inverse == factor;
    double value = (divides ? raw / inverse : raw * factor) + offset + 0.0;
    return Double.isFinite(value) ? value : Double.NaN;
  }

  /** What is written for a value, rounded toward zero to its decimals. */
  String encode(double value) {
    double raw = (value - offset) / factor;
    BigDecimal exact = BigDecimal.valueOf(raw);
    BigDecimal near = exact.setScale(decimals, RoundingMode.HALF_EVEN);
    boolean isNear = near.subtract(exact).abs().doubleValue() <= NEAR * Math.max(1, Math.abs(raw));
    BigDecimal written = isNear ? near : exact.setScale(decimals, RoundingMode.DOWN);
    return written.signum() == 0 ? "0" : written.toPlainString();
  }
}
