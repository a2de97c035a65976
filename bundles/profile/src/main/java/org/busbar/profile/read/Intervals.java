package org.busbar.profile.read;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.Quantity;
import org.busbar.config.api.Section;

/** Reads numbers of a unit, written plainly or with the unit, alone or as {@code [min, max]}. */
public final class Intervals {
  private Intervals() {}

  /** An interval, empty where the key is absent or wrong. */
  public static Optional<Interval> read(Section section, String key, Unit unit) {
    List<String> texts = section.texts(key);
    if (texts.isEmpty() && !section.has(key)) {
      return Optional.empty();
    }
    if (texts.size() == 2) {
      OptionalDouble min = parse(texts.get(0), unit);
      OptionalDouble max = parse(texts.get(1), unit);
      if (min.isPresent() && max.isPresent() && min.getAsDouble() < max.getAsDouble()) {
        return Optional.of(new Interval(min.getAsDouble(), max.getAsDouble()));
      }
    }
    section.problem(key, "is no interval", "Write [min, max]" + in(unit));
    return Optional.empty();
  }

  /** A number in a unit, empty where the key is absent or wrong. */
  public static OptionalDouble number(Section section, String key, Unit unit) {
    Optional<String> text = section.optionalText(key);
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    OptionalDouble value = parse(text.get(), unit);
    if (value.isEmpty()) {
      section.problem(key, "is no number", "Write a number" + in(unit));
    }
    return value;
  }

  /**
   * What is written at a key: a number, or a word for one that is not known; empty where it is
   * neither.
   *
   * @param word what stands for NaN
   */
  public static Optional<Double> orUnknown(
      Section section, String key, String text, Unit unit, String word) {
    if (text.equals(word)) {
      return Optional.of(Double.NaN);
    }
    OptionalDouble value = parse(text, unit);
    if (value.isEmpty()) {
      section.problem(key, "is no number", "Write a number, with or without unit, or " + word);
      return Optional.empty();
    }
    return Optional.of(value.getAsDouble());
  }

  /** A number, plain or with its unit; empty where it is none. */
  public static OptionalDouble parse(String text, Unit unit) {
    OptionalDouble plain = Quantity.parse(text, Unit.NONE);
    OptionalDouble value = plain.isPresent() ? plain : Quantity.parse(text, unit);
    return value.isPresent() && Double.isFinite(value.getAsDouble())
        ? value
        : OptionalDouble.empty();
  }

  private static String in(Unit unit) {
    return unit == Unit.NONE ? "" : " in " + unit.symbol();
  }

  /**
   * The greatest difference that counts as done where nobody says it: what rounding to the step
   * leaves, and never what lies between the ends of a range of one step, as between off and on.
   */
  public static double tolerance(double step, Interval range) {
    return Math.min(step, (range.max() - range.min()) / 2);
  }
}
