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

/**
 * Settings of one connection.
 *
 * @param host name or address of the peer; a name is resolved again for each connect
 * @param port TCP port
 * @param timeout longest wait for the whole of one answer
 * @param connectTimeout longest wait for name resolution and connect together
 * @param pause least time between an answer and the next request, whatever the unit
 */
record Settings(String host, int port, Duration timeout, Duration connectTimeout, Duration pause) {
  private static final String HOST = "host";
  private static final String PORT = "port";
  private static final String TIMEOUT = "timeout";
  private static final String CONNECT_TIMEOUT = "connect-timeout";
  private static final String PAUSE = "pause";
  private static final List<String> KNOWN = List.of(HOST, PORT, TIMEOUT, CONNECT_TIMEOUT, PAUSE);
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?) *(ms|s|min)");
  private static final Pattern HOST_FORM = Pattern.compile("[A-Za-z0-9_.:%\\[\\]-]{1,253}");
  private static final Duration LEAST = Duration.ofMillis(10);
  private static final Duration MOST = Duration.ofMinutes(1);

  /** Everything that is wrong, one sentence each, naming setting, value and remedy. */
  static List<String> problems(ConnectionConfig config) {
    List<String> problems = new ArrayList<>();
    read(config, problems);
    return problems;
  }

  /** Reads the settings; throws {@link IllegalArgumentException} naming what is wrong. */
  static Settings of(ConnectionConfig config) {
    List<String> problems = new ArrayList<>();
    Settings settings = read(config, problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    return settings;
  }

  private static Settings read(ConnectionConfig config, List<String> problems) {
    for (String name : new TreeSet<>(config.settings().keySet())) {
      if (!KNOWN.contains(name)) {
        wrong(config, name, "is unknown; did you mean '" + nearest(name) + "'?", problems);
      }
    }
    return new Settings(
        host(config, problems),
        port(config, problems),
        duration(config, TIMEOUT, Duration.ofSeconds(1), problems),
        duration(config, CONNECT_TIMEOUT, Duration.ofSeconds(2), problems),
        duration(config, PAUSE, Duration.ZERO, problems));
  }

  /** The peer as people write it. */
  String peer() {
    return host + ":" + port;
  }

  private static String host(ConnectionConfig config, List<String> problems) {
    String host = config.settings().getOrDefault(HOST, "").strip();
    if (host.isEmpty()) {
      wrong(config, HOST, "is missing; write the name or address of the device", problems);
    } else if (!HOST_FORM.matcher(host).matches()) {
      String what = "is '" + host + "'; write a name or address without port or path";
      wrong(config, HOST, what, problems);
    }
    return host;
  }

  private static int port(ConnectionConfig config, List<String> problems) {
    String text = config.settings().getOrDefault(PORT, "502").strip();
    int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65_535) {
      wrong(config, PORT, "is '" + text + "'; write a number from 1 to 65535", problems);
    }
    return port;
  }

  private static Duration duration(
      ConnectionConfig config, String name, Duration usual, List<String> problems) {
    String text = config.settings().getOrDefault(name, "").strip();
    if (!config.settings().containsKey(name)) {
      return usual;
    }
    Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      wrong(config, name, "is '" + text + "'; write a number with its unit: 50 ms, 1 s", problems);
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
    Duration least = name.equals(PAUSE) ? Duration.ZERO : LEAST;
    if (value.compareTo(least) < 0 || value.compareTo(MOST) > 0) {
      String what = "is '" + text + "'; write " + least.toMillis() + " ms to 60 s";
      wrong(config, name, what, problems);
      return usual;
    }
    return value;
  }

  private static void wrong(
      ConnectionConfig config, String name, String what, List<String> problems) {
    problems.add("connection '" + config.name() + "': setting '" + name + "' " + what);
  }

  private static String nearest(String name) {
    return KNOWN.stream().min(Comparator.comparingInt(known -> distance(name, known))).orElse(HOST);
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
