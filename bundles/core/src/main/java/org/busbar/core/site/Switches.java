package org.busbar.core.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which control modes a person switched on or off, kept in the home folder of the site. */
final class Switches {
  private static final String FILE = "modes.txt";

  private final Path file;
  private final Map<String, Boolean> byMode = new TreeMap<>();

  /** Reads what was kept; lines that are not {@code id=true} or {@code id=false} do not count. */
  Switches(Path home) throws IOException {
    Files.createDirectories(home);
    file = home.resolve(FILE);
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    for (String line : lines) {
      int equals = line.indexOf('=');
      String value = line.substring(equals + 1);
      if (equals > 0 && (value.equals("true") || value.equals("false"))) {
        byMode.put(line.substring(0, equals), Boolean.parseBoolean(value));
      }
    }
  }

  synchronized Map<String, Boolean> all() {
    return Map.copyOf(byMode);
  }

  /** Keeps a switch; the file is replaced as a whole. */
  synchronized void keep(String mode, boolean on) throws IOException {
    byMode.put(mode, on);
    List<String> lines =
        byMode.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList();
    Path next = file.resolveSibling(FILE + ".new");
    Files.write(next, lines);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
