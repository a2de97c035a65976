package org.busbar.runtime.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an assembly is made of, read from its feature file.
 *
 * @param version version of the assembly
 * @param bundles in start order
 * @param configurations of platform bundles, by PID
 * @param properties framework properties
 */
record Lock(
    String version,
    List<Entry> bundles,
    Map<String, Map<?, ?>> configurations,
    Map<String, String> properties) {

  /** A bundle file, the digest it must have and the level it starts at. */
  record Entry(Path file, String sha256, int startLevel) {}

  /** Reads a lock whose bundles lie below a folder laid out as a Maven repository. */
  static Lock read(Path file, Path repository) throws IOException {
    Map<?, ?> feature = (Map<?, ?>) Json.parse(Files.readString(file));
    List<Entry> bundles = new ArrayList<>();
    for (Object item : (List<?>) feature.get("bundles")) {
      Map<?, ?> bundle = (Map<?, ?>) item;
      bundles.add(
          new Entry(
              repository.resolve(path((String) bundle.get("id"))),
              (String) bundle.get("sha256"),
              Integer.parseInt((String) bundle.get("start-order"))));
    }
    Map<String, Map<?, ?>> configurations = new LinkedHashMap<>();
    Map<?, ?> given = child(feature, "configurations");
    given.forEach((pid, value) -> configurations.put((String) pid, (Map<?, ?>) value));
    Map<String, String> properties = new LinkedHashMap<>();
    child(child(child(feature, "extensions"), "framework-launching-properties"), "json")
        .forEach((key, value) -> properties.put((String) key, (String) value));
    String id = (String) feature.get("id");
    return new Lock(
        id.substring(id.lastIndexOf(':') + 1), List.copyOf(bundles), configurations, properties);
  }

  private static Map<?, ?> child(Map<?, ?> map, String key) {
    return map.get(key) instanceof Map<?, ?> child ? child : Map.of();
  }

  /** Where {@code group:artifact[:type:classifier]:version} lies in a Maven repository. */
  private static String path(String id) {
    String[] part = id.split(":");
    String version = part[part.length - 1];
    String classifier = part.length == 5 ? "-" + part[3] : "";
    return String.join(
        "/",
        part[0].replace('.', '/'),
        part[1],
        version,
        part[1] + "-" + version + classifier + ".jar");
  }
}
