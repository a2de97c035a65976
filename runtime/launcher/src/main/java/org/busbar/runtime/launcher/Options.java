package org.busbar.runtime.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param dist folder of the distribution: {@code bundles/} and {@code features/}
 * @param assembly name of the lock, {@code edge} or {@code demo}
 * @param home folder of everything that is kept
 * @param site the site's description
 * @param port of the console and the REST API, on the loopback interface
 * @param headless open no browser
 * @param speed how much faster than real time the simulated day runs
 */
record Options(
    Path dist, String assembly, Path home, Path site, int port, boolean headless, String speed) {

  private static final Set<String> NAMES =
      Set.of("--dist", "--assembly", "--home", "--site", "--port", "--speed");

  static Options parse(List<String> args) throws StartException {
    Map<String, String> given = new HashMap<>();
    boolean headless = false;
    for (int i = 0; i < args.size(); i++) {
      if (args.get(i).equals("--headless")) {
        headless = true;
      } else if (NAMES.contains(args.get(i)) && i + 1 < args.size()) {
        given.put(args.get(i), args.get(++i));
      } else {
        throw new StartException("Unknown option or option without a value: " + args.get(i));
      }
    }
    for (String name : List.of("--dist", "--assembly", "--home", "--site")) {
      if (!given.containsKey(name)) {
        throw new StartException("Option " + name + " is missing");
      }
    }
    Path site = Path.of(given.get("--site")).toAbsolutePath().normalize();
    if (!Files.isRegularFile(site)) {
      throw new StartException("There is no file " + site + " (--site)");
    }
    return new Options(
        Path.of(given.get("--dist")).toAbsolutePath().normalize(),
        given.get("--assembly"),
        Path.of(given.get("--home")).toAbsolutePath().normalize(),
        site,
        port(given.getOrDefault("--port", "8080")),
        headless,
        given.getOrDefault("--speed", "1"));
  }

  boolean demo() {
    return assembly.equals("demo");
  }

  private static int port(String text) throws StartException {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535 || Integer.parseInt(text) < 1) {
      throw new StartException("--port " + text + " is no port: a number from 1 to 65535");
    }
    return Integer.parseInt(text);
  }
}
