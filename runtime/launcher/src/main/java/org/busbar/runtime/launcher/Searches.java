package org.busbar.runtime.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Has the running gateway look for devices, or try one, and prints what it found. */
final class Searches {
  private static final Duration ROUND = Duration.ofMillis(500);
  private static final Duration TRIAL = Duration.ofSeconds(6);

  private Searches() {}

  /** {@code discover NETWORK|LINE [--port N]... [--unit N]... [--home DIR]}. */
  static List<String> discover(List<String> args) throws IOException, InterruptedException {
    Words words = Words.of(args, List.of("--port", "--baud", "--parity", "--unit", "--home"));
    if (words.plain().size() != 1) {
      throw new StartException(
          "usage: discover NETWORK|SERIAL-PORT [--port N,N] [--baud N] [--parity P] [--unit N,N] [--home DIR]");
    }
    Path home = words.home();
    String where = words.plain().getFirst();
    String body = where.startsWith("/") ? line(where, words) : network(where, words);
    String id = id(Tool.ask(home, "POST", "/discovery", body));
    Map<?, ?> scan = document(Tool.ask(home, "GET", "/discovery/" + id, ""));
    while (scan.get("progress").equals("RUNNING")) {
      LockSupport.parkNanos(ROUND.toNanos());
      scan = document(Tool.ask(home, "GET", "/discovery/" + id, ""));
      System.err.print("\r" + scan.get("tried") + " of " + scan.get("total") + " ");
    }
    System.err.println();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("where", "unit", "profile", "what it is"));
    Map<Map<?, ?>, String> wires = new LinkedHashMap<>();
    List<String> devices = new ArrayList<>();
    for (Object each : (List<?>) scan.get("found")) {
      Map<?, ?> found = (Map<?, ?>) each;
      Map<?, ?> wire = (Map<?, ?>) found.get("wire");
      String known = text(found, "known");
      String what = text(found, "name") + " " + text(found, "text");
      rows.add(
          List.of(
              wire.containsKey("host")
                  ? text(wire, "host") + ":" + text(wire, "port")
                  : text(wire, "serial-port"),
              String.valueOf(found.get("unit")),
              text(found, "profile"),
              known.isEmpty() ? what.strip() : "is " + known + " of this site"));
      if (!text(found, "profile").isEmpty()) {
        // Many devices bear one connection only: all units behind a wire share it.
        String name = wires.computeIfAbsent(wire, _ -> "wire" + (wires.size() + 1));
        devices.add(
            "  new%d: {profile: %s, connection: %s, unit: %s}"
                .formatted(devices.size() + 1, found.get("profile"), name, found.get("unit")));
      }
    }
    List<String> lines = new ArrayList<>(Tool.table(rows));
    if (!devices.isEmpty()) {
      lines.add("");
      lines.add("For site.yaml, under connections:");
      wires.forEach((wire, name) -> lines.add(connection(name, wire)));
      lines.add("and under devices:");
      lines.addAll(devices);
    }
    return lines;
  }

  private static String network(String where, Words words) throws StartException {
    return "{\"network\":%s,\"ports\":[%s],\"units\":[%s]}"
        .formatted(quoted(where), words.numbers("--port", "502"), words.numbers("--unit", "1"));
  }

  /** A serial line is one connection, whoever shares it. */
  private static String line(String where, Words words) throws StartException {
    return "{\"transport\":\"modbus-rtu\",\"wire\":{%s},\"units\":[%s]}"
        .formatted(serial(where, words), words.numbers("--unit", "1"));
  }

  private static String serial(String where, Words words) throws StartException {
    return "\"serial-port\":%s,\"baud\":\"%s\",\"parity\":%s"
        .formatted(
            quoted(where),
            words.numbers("--baud", "9600"),
            quoted(words.options().getOrDefault("--parity", "none")));
  }

  private static String connection(String name, Map<?, ?> wire) {
    String settings =
        wire.entrySet().stream()
            .filter(each -> !each.getKey().equals("transport"))
            .map(each -> each.getKey() + ": " + each.getValue())
            .sorted()
            .collect(Collectors.joining(", "));
    return "  %s: {transport: %s, %s}".formatted(name, wire.get("transport"), settings);
  }

  /** {@code device test PROFILE PLACE [--port N] [--unit N] [--options A=1,B=2] [--home DIR]}. */
  static List<String> test(List<String> args) throws IOException, InterruptedException {
    Words words =
        Words.of(args, List.of("--port", "--baud", "--parity", "--unit", "--options", "--home"));
    if (words.plain().size() != 3 || !words.plain().getFirst().equals("test")) {
      throw new StartException(
          "usage: device test PROFILE HOST|SERIAL-PORT|http://HOST|mqtt://HOST [--port N] [--unit N] [--baud N]"
              + " [--parity P] [--options NAME=VALUE,...] [--home DIR]");
    }
    Path home = words.home();
    String body =
        "{\"profile\":%s,\"wire\":{%s},\"unit\":%s,\"options\":{%s}}"
            .formatted(
                quoted(words.plain().get(1)),
                wire(words.plain().get(2), words),
                words.numbers("--unit", "1"),
                told(words.options().getOrDefault("--options", "")));
    String path = "/device-tests/" + id(Tool.ask(home, "POST", "/device-tests", body));
    LockSupport.parkNanos(TRIAL.toNanos());
    Map<?, ?> trial = document(Tool.ask(home, "DELETE", path, ""));
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s is %s %s"
            .formatted(trial.get("name"), trial.get("session"), trial.get("text"))
            .strip());
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("point", "value", "unit", "quality"));
    for (Object each : (List<?>) trial.get("points")) {
      Map<?, ?> point = (Map<?, ?>) each;
      rows.add(
          List.of(
              text(point, "point"),
              text(point, "value"),
              text(point, "unit"),
              text(point, "quality")));
    }
    lines.addAll(Tool.table(rows));
    return lines;
  }

  /** How a place is reached: by what it looks like. */
  private static String wire(String where, Words words) throws StartException {
    if (where.startsWith("/")) {
      return "\"transport\":\"modbus-rtu\"," + serial(where, words);
    }
    if (where.matches("https?://.*")) {
      return "\"transport\":\"http\",\"url\":" + quoted(where);
    }
    boolean isBroker = where.startsWith("mqtt://");
    return "\"transport\":\"%s\",\"host\":%s,\"port\":\"%s\""
        .formatted(
            isBroker ? "mqtt" : "modbus-tcp",
            quoted(where.replaceFirst("^mqtt://", "")),
            words.numbers("--port", isBroker ? "1883" : "502"));
  }

  private static String told(String options) throws StartException {
    List<String> all = new ArrayList<>();
    for (String option : options.isEmpty() ? new String[0] : options.split(",")) {
      if (!option.matches("[\\w-]+=[\\w.:/ %+~-]{0,200}")) {
        throw new StartException("--options takes NAME=VALUE, not " + option);
      }
      all.add("\"" + option.replaceFirst("=", "\":\"") + "\"");
    }
    return String.join(",", all);
  }

  /**
   * A value in words; nothing where it is unknown, which {@link Json} reads as a word of its own.
   */
  private static String text(Map<?, ?> of, String key) {
    String text = String.valueOf(of.get(key));
    return text.equals("null") ? "" : text;
  }

  private static Map<?, ?> document(String json) throws IOException {
    return (Map<?, ?>) Json.parse(json);
  }

  private static String id(String json) throws IOException {
    return String.valueOf(document(json).get("id"));
  }

  private static String quoted(String text) throws StartException {
    if (!text.matches("[\\w.:/-]{1,253}")) {
      throw new StartException("this is not understood: " + text);
    }
    return "\"" + text + "\"";
  }

  /** A command line. */
  private record Words(Map<String, String> options, List<String> plain) {
    static Words of(List<String> args, List<String> known) throws StartException {
      Map<String, String> options = new HashMap<>();
      List<String> plain = new ArrayList<>();
      for (int i = 0; i < args.size(); i++) {
        if (args.get(i).startsWith("--")) {
          String option = args.get(i);
          if (!known.contains(option) && !option.equals("--dist")) { // The script's own.
            throw new StartException("unknown option " + option + Nearest.hint(option, known));
          }
          if (i + 1 == args.size()) {
            throw new StartException(option + " needs a value");
          }
          options.put(option, args.get(++i));
        } else {
          plain.add(args.get(i));
        }
      }
      return new Words(options, plain);
    }

    Path home() {
      return Path.of(options.getOrDefault("--home", ".")).toAbsolutePath().normalize();
    }

    String numbers(String option, String fallback) throws StartException {
      String text = options.getOrDefault(option, fallback);
      if (!text.matches("\\d{1,7}(,\\d{1,5}){0,31}")) {
        throw new StartException(option + " takes numbers, not " + text);
      }
      return text;
    }
  }
}
