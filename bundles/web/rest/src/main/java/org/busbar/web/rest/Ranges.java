package org.busbar.web.rest;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.api.history.HistoryQuery;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.jspecify.annotations.Nullable;

/** Times and lengths as parameters. */
final class Ranges {
  private static final Pattern LENGTH = Pattern.compile("(\\d{1,6}) ?(s|min|h|d)");
  private static final Map<String, Integer> SECONDS =
      Map.of("s", 1, "min", 60, "h", 3_600, "d", 86_400);

  private Ranges() {}

  /**
   * A range of time.
   *
   * @param from begin, included
   * @param to end, excluded
   */
  record Range(Instant from, Instant to) {}

  /** The range that two parameters say; until now where no end, of this length where no begin. */
  static Range range(@Nullable String from, @Nullable String to, Instant now, Duration length) {
    Instant end = to == null ? now : instant("to", to);
    Instant begin = from == null ? end.minus(length) : instant("from", from);
    if (!begin.isBefore(end)) {
      throw new ProblemException(
          Problem.field(
              "from",
              from,
              "The range ends at " + end + ", not after its begin.",
              "Give a begin before the end."));
    }
    return new Range(begin, end);
  }

  private static Instant instant(String field, String text) {
    try {
      Instant at = Instant.parse(text);
      if (at.getEpochSecond() >= 0 && at.isBefore(Instant.parse("2200-01-01T00:00:00Z"))) {
        return at;
      }
    } catch (DateTimeParseException e) {
      // told below, together with a moment out of range
    }
    throw new ProblemException(
        Problem.field(
            field,
            text,
            "The parameter must be a moment in UTC from 1970 to 2200.",
            "Write it like 2026-03-01T12:00:00Z."));
  }

  /** The length that {@code 15min}, {@code 1 h} or {@code PT15M} say; zero for {@code raw}. */
  static Duration resolution(String text) {
    if (text.equals("raw")) {
      return Duration.ZERO;
    }
    Matcher length = LENGTH.matcher(text);
    try {
      Duration asked =
          length.matches()
              ? Duration.ofSeconds(
                  Long.parseLong(length.group(1)) * SECONDS.getOrDefault(length.group(2), 0))
              : Duration.parse(text);
      if (HistoryQuery.isResolution(asked) && !asked.isZero()) {
        return asked;
      }
    } catch (DateTimeParseException e) {
      // told below, together with a length that fits no day
    }
    throw new ProblemException(
        Problem.field(
            "resolution",
            text,
            "The resolution must be auto, raw, seconds that divide a day, or whole days.",
            "Write it like 1s, 1min, 15min, 1h or 1d."));
  }

  /** The whole number that a parameter says, within bounds. */
  static long number(String parameter, String text, long least, long most) {
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, together with a number out of range
    }
    throw new ProblemException(
        Problem.field(
            parameter,
            text,
            "The parameter must be a whole number from " + least + " to " + most + ".",
            "Give such a number, or leave the parameter out."));
  }

  /** How a length is written, {@code raw} for none. */
  static String text(Duration resolution) {
    long seconds = resolution.toSeconds();
    if (seconds == 0) {
      return "raw";
    }
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "min" : seconds + "s";
  }
}
