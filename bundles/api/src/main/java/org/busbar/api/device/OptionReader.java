package org.busbar.api.device;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Reads the options of one device for its driver and gathers everything that is wrong, one sentence
 * each. What a site does not say holds as its {@link DeviceType.Option} tells. Confined to one
 * thread.
 */
public final class OptionReader {
  private final DeviceConfig config;
  private final List<DeviceType.Option> known;
  private final List<String> problems = new ArrayList<>();

  /**
   * Of one device.
   *
   * @param type the one type the driver makes; another is a problem
   * @param known all options there are; others are problems
   */
  public OptionReader(DeviceConfig config, String type, List<DeviceType.Option> known) {
    this.config = config;
    this.known = List.copyOf(known);
    if (!config.type().equals(type)) {
      problems.add("type '" + config.type() + "' is not known. Known is " + type);
    }
    List<String> names = known.stream().map(DeviceType.Option::name).sorted().toList();
    for (String name : new TreeSet<>(config.options().keySet())) {
      if (!names.contains(name)) {
        problem(name, "is not known. Known are: " + String.join(", ", names));
      }
    }
  }

  /** Adds a problem of an option, as {@code is 'x'; write y}. */
  public void problem(String name, String what) {
    problems.add("option '" + name + "' " + what);
  }

  /** Throws {@link IllegalArgumentException} with all problems, where there are any. */
  public void require() {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /**
   * Its text without blanks around, as written or as the option tells; empty where neither does.
   */
  public String text(String name) {
    String usual =
        known.stream()
            .filter(option -> option.name().equals(name))
            .map(DeviceType.Option::fallback)
            .findFirst()
            .orElse("");
    return config.options().getOrDefault(name, usual).strip();
  }

  /** A whole number. */
  public int number(String name, int least, int most) {
    return (int) number(name, "", least, most);
  }

  /** A current, as {@code 16 A}. */
  public double currentA(String name, double leastA, double mostA) {
    return number(name, "A", leastA, mostA);
  }

  /** A time as {@code 60 s} or {@code 500 ms}; a bare number is in seconds. */
  public Duration time(String name, Duration least, Duration most) {
    boolean isShort = text(name).endsWith("ms");
    double unit = isShort ? 1 : 1_000;
    String mark = isShort ? "ms" : "s";
    return Duration.ofMillis(
        Math.round(unit * number(name, mark, least.toMillis() / unit, most.toMillis() / unit)));
  }

  private double number(String name, String unit, double least, double most) {
    String text = text(name);
    String bare = text.endsWith(unit) ? text.substring(0, text.length() - unit.length()) : text;
    String digits = unit.isEmpty() ? "\\d{1,9}" : "\\d{1,9}(\\.\\d{1,3})?";
    if (bare.strip().matches(digits)) {
      double number = Double.parseDouble(bare.strip());
      if (number >= least && number <= most) {
        return number;
      }
    }
    problem(
        name,
        ("is '" + text + "'; write " + plain(least) + " to " + plain(most) + " " + unit).strip());
    return least;
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
