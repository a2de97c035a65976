package org.busbar.profile.read;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Kind;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Quantity;
import org.busbar.config.api.Section;
import org.busbar.profile.api.PointKey;

/** Understands {@code [terminal/]point[.index]} and remembers the points a profile declares. */
public final class Keys {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:([a-z0-9][a-z0-9-]*)/)?((?:x-[a-z0-9-]+\\.)?[A-Za-z][A-Za-z0-9]*)(?:\\.([0-9]{1,5}))?");
  private static final double VENDOR_BOUND = 1e15;

  private final Map<String, PointKey> declared = new LinkedHashMap<>();
  private final Map<String, String> terminals;

  /** With nature by terminal. */
  public Keys(Map<String, String> terminals) {
    this.terminals = terminals;
  }

  /** A key of {@code points} or {@code writes}; vendor points take unit and kind from below it. */
  public Optional<PointKey> read(Section all, String key, Section below) {
    Optional<PointKey> found = parse(all, key, below);
    if (found.isEmpty()) {
      below.open(); // the name is what is wrong, not what stands below it
    }
    return found;
  }

  private Optional<PointKey> parse(Section all, String key, Section below) {
    Matcher form = FORM.matcher(key);
    if (!form.matches()) {
      all.problem(key, "is no point", "Write point, point.index or terminal/point");
      return Optional.empty();
    }
    String terminal = form.group(1) == null ? "" : form.group(1);
    if (!terminal.isEmpty() && !terminals.containsKey(terminal)) {
      all.problem(
          key,
          "names a terminal that is not declared",
          Nearest.remedy(terminal, terminals.keySet()));
      return Optional.empty();
    }
    int index = form.group(3) == null ? 0 : Integer.parseInt(form.group(3));
    if (index > Address.MAX_INDEX) {
      all.problem(key, "has an index beyond " + Address.MAX_INDEX, "");
      return Optional.empty();
    }
    return point(all, key, form.group(2), below).map(p -> new PointKey(terminal, p, index));
  }

  private static Optional<Point> point(Section all, String key, String id, Section below) {
    if (!id.startsWith("x-")) {
      Optional<Point> published = Points.of(id);
      if (published.isEmpty()) {
        List<String> ids = Points.all().stream().map(Point::id).toList();
        all.problem(
            key,
            "is no published point",
            Nearest.to(id, ids)
                .map(nearest -> "Did you mean '" + nearest + "'?")
                .orElse("Points of a vendor begin with x-vendor."));
      }
      return published;
    }
    Unit unit = unitOf(below.text("unit", ""));
    Kind kind = below.choice("kind", Kind.class, Kind.MEASUREMENT);
    try {
      return Optional.of(new Point(id, unit, kind, -VENDOR_BOUND, VENDOR_BOUND));
    } catch (IllegalArgumentException wrong) {
      all.problem(key, String.valueOf(wrong.getMessage()), "");
      return Optional.empty();
    }
  }

  private static Unit unitOf(String text) {
    for (Unit unit : Unit.values()) {
      if (unit != Unit.NONE && perCount(text, unit).isPresent()) {
        return unit;
      }
    }
    return Unit.NONE;
  }

  /** What one count on the wire is in a unit: {@code kW} is 1000 W, {@code 0.1 V} is 0.1 V. */
  static OptionalDouble perCount(String text, Unit unit) {
    OptionalDouble one = Quantity.parse("1 " + text, unit);
    return one.isPresent() ? one : Quantity.parse(text, unit);
  }

  /** Whether a point was declared. */
  public boolean isDeclared(PointKey key) {
    return declared.containsKey(key.toString());
  }

  /** The point declared under a name, empty where none is. */
  Optional<PointKey> declared(String name) {
    return Optional.ofNullable(declared.get(name));
  }

  /** Remembers a point. */
  public void declare(PointKey key) {
    declared.put(key.toString(), key);
  }

  /** A key that must have been declared; a problem of the section where it was not. */
  public Optional<PointKey> known(Section section, String at, String key) {
    PointKey found = declared.get(key);
    if (found == null) {
      section.problem(
          at,
          "names '" + key + "', which is no point here",
          Nearest.remedy(key, declared.keySet()));
    }
    return Optional.ofNullable(found);
  }
}
