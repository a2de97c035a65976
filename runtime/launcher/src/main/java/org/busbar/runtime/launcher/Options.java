package org.busbar.runtime.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the command line asks for, and the environment where the command line is silent.
 *
 * @param dist folder of the distribution: {@code bundles/} and {@code features/}
 * @param assembly name of the lock, {@code edge}, {@code demo} or {@code cloud}
 * @param home folder of everything that is kept
 * @param site the site's description, empty where none is to run
 * @param port of the console and the REST API, on the loopback interface
 * @param headless open no browser
 * @param speed how much faster than real time the simulated day runs
 * @param jsonLog log one JSON document per line
 * @param once stop as soon as all is up; HOME and port are then for this start only
 */
record Options(
    Path dist,
    String assembly,
    Path home,
    Optional<Path> site,
    int port,
    boolean headless,
    String speed,
    boolean jsonLog,
    boolean once) {

  private static final String PREFIX = "BUSBAR_";

  /** Options that a variable may hold too: {@code --site} and {@code BUSBAR_SITE}. */
  private static final List<String> NAMES =
      List.of("--site", "--home", "--port", "--headless", "--log", "--speed", "--no-supervisor");

  /** Options without a value; that no supervisor is wanted is heeded by the start script. */
  private static final List<String> FLAGS =
      List.of("--headless", "--no-site", "--no-supervisor", "--once");

  /** Options that only the start script gives. */
  private static final List<String> OWN = List.of("--dist", "--assembly", "--no-site", "--once");

  /** Variables that the start script reads. */
  private static final List<String> OF_THE_SCRIPT = List.of("BUSBAR_TUNING", "BUSBAR_JAVA_OPTS");

  static Options parse(List<String> args, Map<String, String> environment) throws StartException {
    Map<String, String> given = new HashMap<>(variables(environment));
    for (int i = 0; i < args.size(); i++) {
      String name = args.get(i);
      if (!NAMES.contains(name) && !OWN.contains(name)) {
        throw new StartException("Unknown option " + name + Nearest.hint(name, NAMES));
      }
      if (FLAGS.contains(name)) {
        given.put(name, "true");
      } else if (i + 1 < args.size()) {
        given.put(name, args.get(++i));
      } else {
        throw new StartException("Option " + name + " has no value");
      }
    }
    boolean siteless = given.containsKey("--no-site");
    for (String name : List.of("--dist", "--assembly", "--home", "--site")) {
      if (!given.containsKey(name) && !(siteless && name.equals("--site"))) {
        throw new StartException(
            "Option " + name + " is missing, and the variable " + variable(name) + " is not set");
      }
    }
    choice(given, "--no-supervisor", List.of("false", "true"));
    return new Options(
        path(given.get("--dist")),
        given.get("--assembly"),
        path(given.get("--home")),
        siteless ? Optional.empty() : Optional.of(site(given.get("--site"))),
        port(given.getOrDefault("--port", "8080")),
        choice(given, "--headless", List.of("false", "true")),
        given.getOrDefault("--speed", "1"),
        choice(given, "--log", List.of("text", "json")),
        given.containsKey("--once"));
  }

  boolean demo() {
    return assembly.equals("demo");
  }

  private static Map<String, String> variables(Map<String, String> environment)
      throws StartException {
    List<String> known = NAMES.stream().map(Options::variable).toList();
    Map<String, String> given = new HashMap<>();
    for (Map.Entry<String, String> entry : environment.entrySet()) {
      String name = entry.getKey();
      if (!name.startsWith(PREFIX) || OF_THE_SCRIPT.contains(name)) {
        continue;
      }
      if (!known.contains(name)) {
        throw new StartException("Unknown variable " + name + Nearest.hint(name, known));
      }
      given.put(NAMES.get(known.indexOf(name)), entry.getValue());
    }
    return given;
  }

  private static String variable(String option) {
    return PREFIX + option.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private static Path path(String text) {
    return Path.of(text).toAbsolutePath().normalize();
  }

  private static Path site(String text) throws StartException {
    Path site = path(text);
    if (!Files.isRegularFile(site)) {
      throw new StartException("There is no file " + site + " (--site or BUSBAR_SITE)");
    }
    return site;
  }

  /** Whether the second of two words was chosen; the first holds where nothing is said. */
  private static boolean choice(Map<String, String> given, String name, List<String> words)
      throws StartException {
    String word = given.getOrDefault(name, words.getFirst());
    if (!words.contains(word)) {
      throw new StartException(
          name + " or " + variable(name) + " is " + String.join(" or ", words) + ", not " + word);
    }
    return word.equals(words.getLast());
  }

  private static int port(String text) throws StartException {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535 || Integer.parseInt(text) < 1) {
      throw new StartException(
          "--port or BUSBAR_PORT " + text + " is no port: a number from 1 to 65535");
    }
    return Integer.parseInt(text);
  }
}
