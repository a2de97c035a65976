package org.busbar.profile.message;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.Element;
import org.busbar.config.api.Scalar;
import org.busbar.config.api.Section;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.read.Intervals;
import org.busbar.profile.read.Keys;
import org.busbar.profile.read.PointReader;

/** Reads the quantities that can be written, with their safety part. */
final class MessageWriteReader {
  private static final Duration MAX_TIME = Duration.ofDays(1);

  private final Keys keys;
  private final String method;
  private final Set<String> known;

  MessageWriteReader(Keys keys, String method, Set<String> settings) {
    this.keys = keys;
    this.method = method;
    this.known = new HashSet<>(settings);
    known.add("value");
    known.add("timer");
  }

  List<MessageWrite> read(Section root) {
    List<MessageWrite> writes = new ArrayList<>();
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

  private Optional<MessageWrite> read(PointKey key, Section section) {
    Unit unit = key.point().unit();
    PointReader.requireSign(section, key.point());
    if (section.has("release") == section.has("releaseSend")) {
      section.problem("release", "is missing", "Write either release or releaseSend");
      return Optional.empty();
    }
    required(section, "safe", "Write the value the device is held at when stopped");
    required(section, "send", "Write the messages that set a value");
    required(section, "range", "Write [min, max], positive into the busbar");
    double step = Intervals.number(section, "step", unit).orElse(0);
    Interval range = Intervals.read(section, "range", unit).orElse(Interval.ZERO);
    MessageWrite write =
        new MessageWrite(
            key,
            MessagePointReader.coded(section, unit),
            sends(section, "send", unit),
            Intervals.number(section, "release", unit).orElse(Double.NaN),
            sends(section, "releaseSend", unit),
            Intervals.number(section, "safe", unit).orElse(0),
            range,
            step,
            ramp(section, unit),
            duration(section, "minLease").orElse(Duration.ZERO),
            duration(section, "minInterval").orElse(Duration.ZERO),
            duration(section, "keepAlive"),
            duration(section, "reversion"),
            section.optionalText("readBack").flatMap(name -> keys.known(section, "readBack", name)),
            Intervals.number(section, "tolerance", unit).orElse(Intervals.tolerance(step, range)),
            measured(section, key));
    check(section, write);
    return Optional.of(write);
  }

  private static void required(Section section, String name, String remedy) {
    if (!section.has(name)) {
      section.problem(name, "is missing", remedy);
    }
  }

  private Optional<PointKey> measured(Section section, PointKey key) {
    Optional<String> named = section.optionalText("measured");
    return named.isPresent()
        ? keys.known(section, "measured", named.get())
        : keys.isDeclared(key) ? Optional.of(key) : Optional.empty();
  }

  private static Optional<Duration> duration(Section section, String name) {
    return section.has(name)
        ? Optional.of(section.duration(name, Duration.ofSeconds(10), Duration.ZERO, MAX_TIME))
        : Optional.empty();
  }

  private static double ramp(Section section, Unit unit) {
    Optional<String> text = section.optionalText("ramp").map(String::strip);
    if (text.isEmpty()) {
      return Double.POSITIVE_INFINITY;
    }
    String number = text.get().replaceFirst("/s$", "");
    OptionalDouble value = Intervals.parse(number, unit);
    if (value.isEmpty() || !(value.getAsDouble() > 0)) {
      section.problem("ramp", "is no change per second", "Write such as '500 W/s'");
      return Double.POSITIVE_INFINITY;
    }
    return value.getAsDouble();
  }

  private List<Send> sends(Section section, String name, Unit unit) {
    List<Send> sends = new ArrayList<>();
    for (Element item : section.items(name)) {
      switch (item) {
        case Scalar word -> section.problem(name, "must hold {to, body}", "");
        case Section below -> {
          below.text("to");
          OptionalDouble when = Intervals.number(below, "when", unit);
          DocumentReader.message(below, method, "", known)
              .ifPresent(message -> sends.add(new Send(when, message)));
        }
      }
    }
    return sends;
  }

  private static void check(Section section, MessageWrite write) {
    Point point = write.key().point();
    Interval range = write.range();
    if (range.min() < point.plausibleMin() || range.max() > point.plausibleMax()) {
      section.problem("range", "is beyond what can be true of this point", "");
    }
    within(section, "safe", write.safe(), range);
    if (Double.isFinite(write.release())) {
      within(section, "release", write.release(), range);
      sendable(section, write, write.release());
    }
    sendable(section, write, write.safe());
    sendable(section, write, range.min());
    sendable(section, write, range.max());
    if (write.key().index() != 0) {
      section.problem("send", "belongs to an index, but only the whole can be written", "");
    }
    if (write.tolerance() < Intervals.tolerance(write.step(), range)) {
      section.problem("tolerance", "is less than the step", "Write at least the step");
    }
    Optional<Duration> after = write.reversion();
    if (after.isPresent()) {
      if (after.get().toSeconds() < 1 || after.get().compareTo(write.minLease()) < 0) {
        section.problem("reversion", "is shorter than a second or the least lease", "");
      }
      if (write.keepAlive().filter(time -> time.compareTo(after.get()) >= 0).isPresent()) {
        section.problem("keepAlive", "is not shorter than the reversion", "Write a third of it");
      }
    }
  }

  private static void within(Section section, String key, double value, Interval range) {
    if (!range.contains(value)) {
      section.problem(
          key, "is outside the range", "Stay within " + range.min() + " and " + range.max());
    }
  }

  private static void sendable(Section section, MessageWrite write, double value) {
    try {
      write.set(value);
    } catch (IllegalArgumentException wrong) {
      section.problem("send", String.valueOf(wrong.getMessage()), "Add one without when");
    }
  }
}
