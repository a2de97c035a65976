package org.busbar.profile.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.Element;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Scalar;
import org.busbar.config.api.Section;
import org.busbar.profile.api.Coding;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.RawType;
import org.busbar.profile.api.Register;
import org.busbar.profile.api.WriteSpec;
import org.busbar.profile.api.WriteStep;

/** Reads the quantities that can be written, with their safety part. */
final class WriteReader {
  private static final Duration MAX_TIME = Duration.ofDays(1);
  private static final int MAX_RAW = 65_535;

  private final Keys keys;
  private final RegisterReader registers;
  private final List<ProfilePoint> points;

  WriteReader(Keys keys, RegisterReader registers, List<ProfilePoint> points) {
    this.keys = keys;
    this.registers = registers;
    this.points = points;
  }

  List<WriteSpec> read(Section root) {
    List<WriteSpec> writes = new ArrayList<>();
    root.optionalSection("writes")
        .map(Section::open)
        .ifPresent(
            all -> {
              for (Map.Entry<String, Section> named : root.sections("writes").entrySet()) {
                keys.read(all, named.getKey(), named.getValue())
                    .flatMap(key -> read(key, named.getValue()))
                    .ifPresent(writes::add);
              }
            });
    return writes;
  }

  private Optional<WriteSpec> read(PointKey key, Section section) {
    Unit unit = key.point().unit();
    Optional<Register> register = registers.read(section, unit);
    if (register.isEmpty()) {
      return Optional.empty();
    }
    PointReader.requireSign(section, key.point(), register.get().coding().type());
    Interval range = required(section, "range", unit);
    Optional<Section> reversion = section.optionalSection("reversion");
    Optional<WriteStep.Timer> timer = reversion.flatMap(this::timer);
    Optional<Duration> after = reversion.map(r -> duration(r, "after", Duration.ofSeconds(10)));
    WriteStep value = new WriteStep.Value(register.get(), section.flag("single", false));
    List<WriteStep> releaseSteps = steps(section, "releaseSteps", timer, value);
    if (section.has("release") == section.has("releaseSteps")) {
      section.problem("release", "is missing", "Write either release or releaseSteps");
      return Optional.empty();
    }
    if (!section.has("safe")) {
      section.problem("safe", "is missing", "Write the value the device is held at when stopped");
    }
    double step = Intervals.number(section, "step", unit).orElse(0);
    OptionalDouble tolerance = Intervals.number(section, "tolerance", unit);
    List<WriteStep> steps = steps(section, "steps", timer, value);
    try {
      WriteSpec spec =
          new WriteSpec(
              key,
              steps.isEmpty() ? inDefaultOrder(timer, value) : steps,
              Intervals.number(section, "release", unit).orElse(Double.NaN),
              releaseSteps,
              Intervals.number(section, "safe", unit).orElse(0),
              range,
              step,
              ramp(section, unit),
              duration(section, "minLease", Duration.ZERO),
              duration(section, "minInterval", Duration.ZERO),
              keepAlive(section),
              after,
              readBack(section, register.get(), unit),
              tolerance.orElse(step),
              measured(section, key),
              Intervals.number(section, "ratedApparentPower", Unit.VOLT_AMPERE)
                  .orElse(Double.POSITIVE_INFINITY));
      WriteRules.check(section, spec);
      return Optional.of(spec);
    } catch (IllegalArgumentException wrong) {
      section.problem("steps", String.valueOf(wrong.getMessage()), "");
      return Optional.empty();
    }
  }

  private static List<WriteStep> inDefaultOrder(Optional<WriteStep.Timer> timer, WriteStep value) {
    List<WriteStep> steps = new ArrayList<>(timer.stream().toList());
    steps.add(value);
    return steps;
  }

  private static Interval required(Section section, String key, Unit unit) {
    if (!section.has(key)) {
      section.problem(key, "is missing", "Write [min, max], positive into the busbar");
    }
    return Intervals.read(section, key, unit).orElse(Interval.ZERO);
  }

  private Optional<WriteStep.Timer> timer(Section section) {
    if (!section.has("after")) {
      section.problem("after", "is missing", "Write the time after which the device reverts");
    }
    if (!section.has("at")) {
      return Optional.empty();
    }
    return registers
        .read(section, Unit.SECOND)
        .map(register -> new WriteStep.Timer(register, section.flag("single", false)));
  }

  private static Optional<Duration> keepAlive(Section section) {
    return section.has("keepAlive")
        ? Optional.of(duration(section, "keepAlive", Duration.ofSeconds(1)))
        : Optional.empty();
  }

  private static Duration duration(Section section, String key, Duration fallback) {
    return section.duration(key, fallback, Duration.ZERO, MAX_TIME);
  }

  private static double ramp(Section section, Unit unit) {
    Optional<String> text = section.optionalText("ramp");
    if (text.isEmpty()) {
      return Double.POSITIVE_INFINITY;
    }
    String perSecond = text.get().strip();
    String number =
        perSecond.endsWith("/s") ? perSecond.substring(0, perSecond.length() - 2) : perSecond;
    OptionalDouble value = Intervals.parse(number, unit);
    if (value.isEmpty() || !(value.getAsDouble() > 0)) {
      section.problem(
          "ramp", "is no change per second", "Write such as '500 " + unit.symbol() + "/s'");
      return Double.POSITIVE_INFINITY;
    }
    return value.getAsDouble();
  }

  private Optional<Register> readBack(Section section, Register written, Unit unit) {
    Optional<String> where = section.optionalText("readBack");
    if (where.isEmpty() || where.get().equals("same")) {
      return where.map(same -> written);
    }
    Optional<ProfilePoint> point =
        keys.known(section, "readBack", where.get())
            .flatMap(key -> points.stream().filter(p -> p.key().equals(key)).findFirst());
    if (point.isPresent() && point.get().key().point().unit() != unit) {
      section.problem("readBack", "is a point of another unit", "");
    }
    return point.map(ProfilePoint::register);
  }

  /** The measured counterpart: the same point where the device measures it, or what is named. */
  private Optional<PointKey> measured(Section section, PointKey key) {
    Optional<String> named = section.optionalText("measured");
    return named.isPresent()
        ? keys.known(section, "measured", named.get())
        : keys.isDeclared(key) ? Optional.of(key) : Optional.empty();
  }

  private List<WriteStep> steps(
      Section section, String key, Optional<WriteStep.Timer> timer, WriteStep value) {
    List<WriteStep> steps = new ArrayList<>();
    for (Element item : section.items(key)) {
      switch (item) {
        case Scalar word -> named(section, key, word.text(), timer, value).ifPresent(steps::add);
        case Section below -> steps.add(written(below));
      }
    }
    return steps;
  }

  private static Optional<? extends WriteStep> named(
      Section section, String key, String word, Optional<WriteStep.Timer> timer, WriteStep value) {
    if (word.equals("value")) {
      return Optional.of(value);
    }
    if (word.equals("timer") && timer.isPresent()) {
      return timer;
    }
    section.problem(
        key,
        word.equals("timer") ? "has a timer that reversion does not place" : "has an unknown step",
        Nearest.remedy(word, List.of("value", "timer")) + ", or write {at: ..., write: ...}");
    return Optional.empty();
  }

  private WriteStep written(Section section) {
    RawType type = section.choice("type", RawType.class, RawType.U16);
    Table table = section.choice("table", Table.class, registers.table());
    int at = section.integer("at", 0, MAX_RAW);
    boolean single = section.flag("single", false);
    Words words = Words.of(0);
    if (!section.has("write")) {
      section.problem("write", "is missing", "Write the raw number");
    }
    try {
      words = Coding.plain(type).encode(section.number("write", 0));
    } catch (IllegalArgumentException wrong) {
      section.problem("write", String.valueOf(wrong.getMessage()), "");
    }
    return new WriteStep.Constant(table, at, words, single);
  }
}
