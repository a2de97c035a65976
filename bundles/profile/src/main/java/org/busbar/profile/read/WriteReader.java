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
import org.busbar.profile.api.Formula;
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
  private final Readable readable;

  WriteReader(Keys keys, RegisterReader registers, Readable readable) {
    this.keys = keys;
    this.registers = registers;
    this.readable = readable;
  }

  List<WriteSpec> read(Map<String, Named> entries) {
    List<WriteSpec> writes = new ArrayList<>();
    entries.forEach(
        (name, entry) ->
            keys.read(entry.all(), name, entry.below())
                .flatMap(key -> read(key, entry.below()))
                .ifPresent(writes::add));
    return writes;
  }

  /** Where a value goes; a quantity whose steps carry it has no register of its own. */
  private Optional<WriteStep> value(PointKey key, Section section) {
    if (section.has("steps") && !section.has("at")) {
      return Optional.empty();
    }
    return registers
        .read(section, key.point().unit())
        .map(
            register -> {
              PointReader.requireSign(section, key.point(), register.coding().type());
              return new WriteStep.Value(register, section.flag("single", false));
            });
  }

  private Optional<WriteSpec> read(PointKey key, Section section) {
    Unit unit = key.point().unit();
    Optional<WriteStep> value = value(key, section);
    Interval range = required(section, "range", unit);
    Optional<Section> reversion = section.optionalSection("reversion");
    Steps steps = new Steps(unit, reversion.flatMap(this::timer), value);
    Optional<Duration> after = reversion.map(r -> duration(r, "after", Duration.ofSeconds(10)));
    List<WriteStep> releaseSteps = steps(section, "releaseSteps", steps);
    if (section.has("release") == section.has("releaseSteps")) {
      section.problem("release", "is missing", "Write either release or releaseSteps");
      return Optional.empty();
    }
    if (!section.has("safe")) {
      section.problem("safe", "is missing", "Write the value the device is held at when stopped");
    }
    double step = Intervals.number(section, "step", unit).orElse(0);
    OptionalDouble tolerance = Intervals.number(section, "tolerance", unit);
    List<WriteStep> written = steps(section, "steps", steps);
    try {
      WriteSpec spec =
          new WriteSpec(
              key,
              written.isEmpty() ? steps.inDefaultOrder() : written,
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
              readBack(section, value, unit),
              tolerance.orElse(Intervals.tolerance(step, range)),
              measured(section, key),
              Intervals.number(section, "ratedApparentPower", Unit.VOLT_AMPERE)
                  .orElse(Double.POSITIVE_INFINITY),
              held(section));
      WriteRules.check(section, spec);
      return Optional.of(spec);
    } catch (IllegalArgumentException wrong) {
      section.problem("steps", String.valueOf(wrong.getMessage()), "");
      return Optional.empty();
    }
  }

  /** What the named steps of a quantity stand for. */
  private record Steps(Unit unit, Optional<WriteStep.Timer> timer, Optional<WriteStep> value) {
    List<WriteStep> inDefaultOrder() {
      List<WriteStep> steps = new ArrayList<>(timer.stream().toList());
      value.ifPresent(steps::add);
      return steps;
    }
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

  private Optional<Register> readBack(Section section, Optional<WriteStep> value, Unit unit) {
    Optional<String> where = section.optionalText("readBack");
    if (where.isEmpty()) {
      return Optional.empty();
    }
    if (where.get().equals("same")) {
      if (value.isEmpty()) {
        section.problem("readBack", "has no register of its own", "Name a computed point");
      }
      return value.map(step -> ((WriteStep.Value) step).register());
    }
    Optional<PointKey> key = keys.known(section, "readBack", where.get());
    if (key.isPresent() && key.get().point().unit() != unit) {
      section.problem("readBack", "is a point of another unit", "");
    }
    return key.flatMap(readable::point).map(ProfilePoint::register);
  }

  /** A read-back that is computed of several registers. */
  private Optional<WriteSpec.Held> held(Section section) {
    Optional<PointKey> key = section.optionalText("readBack").flatMap(keys::declared);
    if (key.isEmpty() || readable.point(key.get()).isPresent()) {
      return Optional.empty();
    }
    Optional<WriteSpec.Held> held = readable.held(key.get());
    if (held.isEmpty()) {
      section.problem(
          "readBack", "is computed of what is computed itself", "Compute it of registers");
    }
    return held;
  }

  /** The measured counterpart: the same point where the device measures it, or what is named. */
  private Optional<PointKey> measured(Section section, PointKey key) {
    Optional<String> named = section.optionalText("measured");
    return named.isPresent()
        ? keys.known(section, "measured", named.get())
        : keys.isDeclared(key) ? Optional.of(key) : Optional.empty();
  }

  private List<WriteStep> steps(Section section, String key, Steps known) {
    List<WriteStep> steps = new ArrayList<>();
    for (Element item : section.items(key)) {
      switch (item) {
        case Scalar word -> named(section, key, word.text(), known).ifPresent(steps::add);
        case Section below when below.has("formula") ->
            derived(below, known.unit()).ifPresent(steps::add);
        case Section below -> steps.add(written(below));
      }
    }
    return steps;
  }

  private static Optional<? extends WriteStep> named(
      Section section, String key, String word, Steps known) {
    if (word.equals("value") && known.value().isPresent()) {
      return known.value();
    }
    if (word.equals("timer") && known.timer().isPresent()) {
      return known.timer();
    }
    section.problem(
        key,
        switch (word) {
          case "timer" -> "has a timer that reversion does not place";
          case "value" -> "has a value that no at places";
          default -> "has an unknown step";
        },
        Nearest.remedy(word, List.of("value", "timer")) + ", or write {at: ..., write: ...}");
    return Optional.empty();
  }

  /** A step that follows from the value: a direction, a magnitude. */
  private Optional<WriteStep> derived(Section section, Unit unit) {
    Formula formula;
    try {
      formula =
          Formula.parse(
              section.text("formula"),
              name -> name.equals("value") ? List.of(Formula.VALUE) : List.of());
    } catch (IllegalArgumentException wrong) {
      section.problem("formula", String.valueOf(wrong.getMessage()), "Only value can be used");
      return Optional.empty();
    }
    return registers
        .read(section, unit)
        .map(register -> new WriteStep.Derived(register, formula, section.flag("single", false)));
  }

  private WriteStep written(Section section) {
    RawType type = section.choice("type", RawType.class, RawType.U16);
    Table table = section.choice("table", Table.class, registers.table());
    int at = section.integer("at", 0, MAX_RAW);
    boolean single = section.flag("single", false);
    boolean ifDifferent = section.flag("ifDifferent", false);
    Words words = Words.of(0);
    if (!section.has("write")) {
      section.problem("write", "is missing", "Write the raw number");
    }
    try {
      long raw = RegisterReader.parseRaw(section.text("write", "0")).orElse(Long.MIN_VALUE);
      Coding coding = Coding.plain(type).in(registers.order(section, table));
      words = coding.encode(raw == Long.MIN_VALUE ? section.number("write", 0) : raw);
    } catch (IllegalArgumentException wrong) {
      section.problem("write", String.valueOf(wrong.getMessage()), "");
    }
    return new WriteStep.Constant(table, at, words, single, ifDifferent);
  }
}
