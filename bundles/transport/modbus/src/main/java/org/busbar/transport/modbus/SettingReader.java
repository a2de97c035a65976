package org.busbar.transport.modbus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.api.device.ConnectionConfig;

/** Takes the settings of one connection and gathers what is wrong with them. */
final class SettingReader {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?) *(ms|s|min)");
  private static final Duration MOST = Duration.ofMinutes(1);

  private final ConnectionConfig config;
  private final List<String> problems = new ArrayList<>();

  SettingReader(ConnectionConfig config) {
    this.config = config;
  }

  /** Everything that is wrong, one sentence each, naming setting, value and remedy. */
  List<String> problems() {
    return problems;
  }

  /** Tells of each setting that nobody knows. */
  void refuseUnknown(List<String> known) {
    for (String name : new TreeSet<>(config.settings().keySet())) {
      if (!known.contains(name)) {
        String nearest =
            known.stream().min(Comparator.comparingInt(k -> distance(name, k))).orElseThrow();
        wrong(name, "is unknown; did you mean '" + nearest + "'?");
      }
    }
  }

  boolean has(String name) {
    return config.settings().containsKey(name);
  }

  String text(String name, String usual) {
    return config.settings().getOrDefault(name, usual).strip();
  }

  /** A setting that must be there. */
  String required(String name, String remedy) {
    String text = text(name, "");
    if (text.isEmpty()) {
      wrong(name, "is missing; " + remedy);
    }
    return text;
  }

  int number(String name, int usual, int least, int most) {
    String text = text(name, Integer.toString(usual));
    int number = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    if (number < least || number > most) {
      wrong(name, "is '" + text + "'; write a number from " + least + " to " + most);
      return usual;
    }
    return number;
  }

  /** One of a few words. */
  String choice(String name, String usual, List<String> choices) {
    String text = text(name, usual).toLowerCase(Locale.ROOT);
    if (!choices.contains(text)) {
      wrong(name, "is '" + text + "'; write one of " + String.join(", ", choices));
      return usual;
    }
    return text;
  }

  Duration duration(String name, Duration usual, Duration least) {
    String text = text(name, "");
    if (!has(name)) {
      return usual;
    }
    Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      wrong(name, "is '" + text + "'; write a number with its unit: 50 ms, 1 s");
      return usual;
    }
    double unitMs =
        switch (matcher.group(2)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          default -> 60_000;
        };
    double nanos = Double.parseDouble(matcher.group(1)) * unitMs * 1e6;
    Duration value = Duration.ofNanos(Math.round(nanos));
    if (value.compareTo(least) < 0 || value.compareTo(MOST) > 0) {
      wrong(name, "is '" + text + "'; write " + least.toMillis() + " ms to 60 s");
      return usual;
    }
    return value;
  }

  void wrong(String name, String what) {
    problems.add("connection '" + config.name() + "': setting '" + name + "' " + what);
  }

  /** Edits needed to make one word the other. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int swap = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(swap, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
