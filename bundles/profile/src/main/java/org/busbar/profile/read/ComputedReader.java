package org.busbar.profile.read;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Point;
import org.busbar.config.api.Section;
import org.busbar.profile.api.Computed;
import org.busbar.profile.api.Formula;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.PollClass;
import org.busbar.profile.api.ProfilePoint;

/** Reads the points that are computed; {@code #} in a formula is the index of its row. */
final class ComputedReader {
  private static final int MAX_COUNT = 1000;
  private static final String RAW = "raw.";

  private final Keys keys;
  private final Map<PointKey, PollClass> polls = new HashMap<>();

  ComputedReader(Keys keys, List<ProfilePoint> points, List<ProfilePoint> inputs) {
    this.keys = keys;
    points.forEach(point -> polls.put(point.key(), point.poll()));
    inputs.forEach(input -> polls.put(input.key(), input.poll()));
  }

  /** Whether an entry of {@code points} is computed. */
  static boolean isComputed(Named entry) {
    return entry.below().has("formula");
  }

  List<Computed> read(Map<String, Named> entries) {
    List<Computed> computed = new ArrayList<>();
    entries.forEach(
        (name, entry) -> {
          if (isComputed(entry)) {
            keys.read(entry.all(), name, entry.below())
                .ifPresent(key -> computed.addAll(read(key, entry.below())));
          }
        });
    return computed;
  }

  private List<Computed> read(PointKey first, Section section) {
    Point point = first.point();
    Interval range =
        Intervals.read(section, "range", point.unit())
            .orElse(new Interval(point.plausibleMin(), point.plausibleMax()));
    double factor = RegisterReader.factor(section, point.unit());
    String text = section.text("formula");
    boolean row = section.has("count");
    int count = section.integer("count", 1, 1, MAX_COUNT);
    List<Computed> computed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = row ? Math.max(1, first.index()) + i : first.index();
      PointKey key = new PointKey(first.terminal(), point, index);
      formula(section, text.replace("#", Integer.toString(index)))
          .ifPresent(
              formula -> computed.add(new Computed(key, formula, factor, range, poll(formula))));
    }
    if (text.contains(RAW)) {
      PointReader.requireSign(section, point);
    }
    for (Computed one : computed) {
      keys.declare(one.key());
      polls.put(one.key(), one.poll());
    }
    return computed;
  }

  private Optional<Formula> formula(Section section, String text) {
    try {
      Formula formula = Formula.parse(text, this::named);
      if (formula.operands().isEmpty()) {
        section.problem("formula", "names no point", "Write what is read under points or raw");
        return Optional.empty();
      }
      return Optional.of(formula);
    } catch (IllegalArgumentException wrong) {
      section.problem(
          "formula", String.valueOf(wrong.getMessage()), "Points that are read above can be used");
      return Optional.empty();
    }
  }

  private List<PointKey> named(String name) {
    if (name.startsWith(RAW)) {
      return known(Formula.raw(name.substring(RAW.length())));
    }
    if (!name.endsWith(".*")) {
      return keys.declared(name).map(this::known).orElse(List.of());
    }
    String row = name.substring(0, name.length() - 1);
    return polls.keySet().stream()
        .filter(key -> key.index() > 0 && key.toString().startsWith(row))
        .sorted(Comparator.comparingInt(PointKey::index))
        .toList();
  }

  private List<PointKey> known(PointKey key) {
    return polls.containsKey(key) ? List.of(key) : List.of();
  }

  private PollClass poll(Formula formula) {
    return formula.operands().stream()
        .map(polls::get)
        .min(Comparator.naturalOrder())
        .orElse(PollClass.NORMAL);
  }
}
