package org.busbar.profile.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Kind;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.Section;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.PollClass;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.RawType;
import org.busbar.profile.api.Register;

/**
 * Reads the points of a profile; {@code count} and {@code stride} make rows of them, {@code groups}
 * and {@code groupStride} rows of such rows.
 */
public final class PointReader {
  private static final int MAX_COUNT = 1000;
  private static final int MAX_STRIDE = 1000;
  private static final int MAX_GROUPS = 256;
  private static final int MAX_GROUP_STRIDE = 10_000;

  private final Keys keys;
  private final RegisterReader registers;

  PointReader(Keys keys, RegisterReader registers) {
    this.keys = keys;
    this.registers = registers;
  }

  List<ProfilePoint> read(Map<String, Named> entries) {
    List<ProfilePoint> points = new ArrayList<>();
    entries.forEach(
        (name, entry) -> {
          if (!ComputedReader.isComputed(entry)) {
            keys.read(entry.all(), name, entry.below())
                .ifPresent(key -> points.addAll(read(key, entry.below())));
          }
        });
    points.forEach(point -> keys.declare(point.key()));
    return points;
  }

  private List<ProfilePoint> read(PointKey key, Section section) {
    Point point = key.point();
    PollClass poll = section.choice("poll", PollClass.class, PollClass.NORMAL);
    Interval range =
        Intervals.read(section, "range", point.unit())
            .orElse(new Interval(point.plausibleMin(), point.plausibleMax()));
    int count = section.integer("count", 1, 1, MAX_COUNT);
    int groups = section.integer("groups", 1, 1, MAX_GROUPS);
    boolean row = section.has("count") || section.has("groups");
    List<ProfilePoint> points = new ArrayList<>();
    registers
        .read(section, point.unit())
        .ifPresent(
            first -> {
              requireSign(section, point, first.coding().type());
              double rollOver = rollOver(section, point, first);
              int stride = section.integer("stride", first.size(), 1, MAX_STRIDE);
              int groupStride = section.integer("groupStride", count * stride, 1, MAX_GROUP_STRIDE);
              for (int i = 0; i < groups * count; i++) {
                int index = row ? Math.max(1, key.index()) + i : key.index();
                place(section, first, i / count * groupStride + i % count * stride)
                    .ifPresent(
                        register ->
                            points.add(
                                new ProfilePoint(
                                    new PointKey(key.terminal(), point, index),
                                    register,
                                    range,
                                    poll,
                                    rollOver)));
              }
            });
    return points;
  }

  /** Where a counter begins again: after its greatest count, or where the profile says. */
  private static double rollOver(Section section, Point point, Register register) {
    if (!section.has("rollOver")) {
      return Double.NaN;
    }
    if (point.kind() != Kind.COUNTER || register.coding().type().isFloat()) {
      section.problem("rollOver", "goes with counters of whole numbers only", "Leave it out");
    }
    double counts =
        section.text("rollOver").equals("true")
            ? Math.scalb(1.0, register.coding().bits())
            : section.number("rollOver", 1);
    if (!(counts > 0)) {
      section.problem("rollOver", "is no number of counts", "Write true, or such as 1e8");
    }
    return counts * register.coding().factor();
  }

  private static Optional<Register> place(Section section, Register first, int by) {
    try {
      return Optional.of(
          new Register(first.table(), first.at() + by, first.coding(), first.scaleFrom()));
    } catch (IllegalArgumentException beyond) {
      section.problem("count", String.valueOf(beyond.getMessage()), "");
      return Optional.empty();
    }
  }

  /** Powers and signed currents flow somewhere: the profile must say which way is positive. */
  static void requireSign(Section section, Point point, RawType type) {
    if (point.unit() != Unit.AMPERE || (type.isSigned() && !type.isFloat())) {
      requireSign(section, point);
    }
  }

  /** As above, for what is computed of raw numbers. */
  public static void requireSign(Section section, Point point) {
    boolean flow =
        point.plausibleMin() < 0
            && (point.unit() == Unit.WATT
                || point.unit() == Unit.VAR
                || point.unit() == Unit.AMPERE);
    if (flow && !section.has("sign")) {
      section.problem(
          "sign",
          "is missing",
          "Say what the device counts as positive: import+, export+, produce+, consume+,"
              + " discharge+, charge+, into+ or out+");
    }
  }
}
