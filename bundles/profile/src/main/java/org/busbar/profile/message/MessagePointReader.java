package org.busbar.profile.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.Element;
import org.busbar.config.api.Scalar;
import org.busbar.config.api.Section;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.PollClass;
import org.busbar.profile.read.Intervals;
import org.busbar.profile.read.Keys;
import org.busbar.profile.read.PointReader;
import org.busbar.profile.read.RegisterReader;

/** Reads the points and the proofs of a profile. */
final class MessagePointReader {
  private final Section root;
  private final Keys keys;
  private final DocumentReader documents;

  MessagePointReader(Section root, Keys keys, DocumentReader documents) {
    this.root = root;
    this.keys = keys;
    this.documents = documents;
  }

  List<MessagePoint> points() {
    List<MessagePoint> points = new ArrayList<>();
    Section all = root.section("points").open();
    for (Map.Entry<String, Section> named : root.sections("points").entrySet()) {
      keys.read(all, named.getKey(), named.getValue())
          .ifPresent(key -> points.add(point(key, named.getValue())));
    }
    points.forEach(point -> keys.declare(point.key()));
    return points;
  }

  private MessagePoint point(PointKey key, Section section) {
    Point point = key.point();
    Interval range =
        Intervals.read(section, "range", point.unit())
            .orElse(new Interval(point.plausibleMin(), point.plausibleMax()));
    if (range.min() < point.plausibleMin() || range.max() > point.plausibleMax()) {
      section.problem("range", "is beyond what can be true of this point", "");
    }
    PointReader.requireSign(section, point);
    Coded coded = coded(section, point.unit());
    boolean isText = isText(section);
    return new MessagePoint(
        key,
        documents.of(section, isText),
        pointer(section, isText),
        isText ? coded.bare() : coded,
        range,
        section.choice("poll", PollClass.class, PollClass.NORMAL));
  }

  private static boolean isText(Section section) {
    return !section.has("value");
  }

  private static String pointer(Section section, boolean isText) {
    String pointer = section.text("value", "");
    if (!isText && !pointer.startsWith("/") && !pointer.startsWith("${")) {
      section.problem("value", "is no pointer", "Begin with a slash: /emeters/0/power");
    }
    return pointer;
  }

  /** How a value is written, from {@code type unit scale offset sign values decimals}. */
  static Coded coded(Section section, Unit unit) {
    double scale = section.number("scale", 1);
    if (scale == 0) {
      section.problem("scale", "must not be 0", "Leave it out for 1");
      scale = 1;
    }
    double factor = RegisterReader.factor(section, unit);
    Map<String, Double> words = new HashMap<>();
    section
        .scalars("values")
        .forEach(
            (word, text) -> {
              OptionalDouble value = Intervals.parse(text, unit);
              if (value.isEmpty()) {
                section.problem("values", "must map words to numbers", "");
              } else {
                words.put(word, value.getAsDouble());
              }
            });
    return new Coded(
        section.choice("type", Coded.Form.class, Coded.Form.NUMBER),
        scale * factor,
        section.number("offset", 0) * factor,
        words,
        section.integer("decimals", 0, 0, 9));
  }

  List<Proof> proofs() {
    List<Proof> proofs = new ArrayList<>();
    for (Element item : root.items("identify")) {
      switch (item) {
        case Scalar word -> root.problem("identify", "must hold {from, value, equals}", "");
        case Section section -> {
          boolean isText = isText(section);
          HashSet<String> expected = new HashSet<>(section.texts("equals"));
          if (expected.isEmpty()) {
            section.problem("equals", "is missing", "Write what stands there");
          }
          proofs.add(new Proof(documents.of(section, isText), pointer(section, isText), expected));
        }
      }
    }
    return proofs;
  }
}
