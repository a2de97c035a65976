package org.busbar.config.api;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.api.vocabulary.Unit;

/** Numbers with units as people write them: {@code 5 kW}, {@code -200 W}, {@code 250 ms}. */
public final class Quantity {
  private static final Pattern FORM =
      Pattern.compile("([+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?) *(.*)");
  private static final Map<String, Double> PREFIXES =
      Map.of("", 1.0, "m", 1e-3, "k", 1e3, "M", 1e6, "G", 1e9);
  private static final Map<String, Double> SECONDS =
      Map.of("us", 1e-6, "ms", 1e-3, "s", 1.0, "min", 60.0, "h", 3600.0, "d", 86_400.0);

  private Quantity() {}

  /** The value in the unit itself; empty where the text has no number or another unit. */
  public static OptionalDouble parse(String text, Unit unit) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      return OptionalDouble.empty();
    }
    double number = Double.parseDouble(form.group(1));
    String symbol = form.group(2).strip();
    if (unit == Unit.SECOND && SECONDS.containsKey(symbol)) {
      return OptionalDouble.of(number * SECONDS.get(symbol));
    }
    if (!symbol.endsWith(unit.symbol())) {
      return OptionalDouble.empty();
    }
    Double factor =
        PREFIXES.get(symbol.substring(0, symbol.length() - unit.symbol().length()).strip());
    boolean scalable = unit != Unit.NONE && unit != Unit.PERCENT && unit != Unit.CELSIUS;
    if (factor == null || (factor != 1.0 && !scalable)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(number * factor);
  }

  /** A duration ({@code 100 ms}, {@code 2 s}, {@code 15 min}); empty where the text is none. */
  public static Optional<Duration> duration(String text) {
    OptionalDouble seconds = parse(text, Unit.SECOND);
    if (seconds.isEmpty() || !(Math.abs(seconds.getAsDouble()) < 1e9)) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(Math.round(seconds.getAsDouble() * 1e9)));
  }
}
