package org.busbar.plugin.generation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.format.RefusedException;

/**
 * Versions that went back or were gone back from: {@code HOME/plugins/avoided.json}, why by id and
 * version. No policy installs them again; a person may. Thread-safe.
 */
public final class Avoided {
  private final Path file;

  public Avoided(Path plugins) {
    this.file = plugins.resolve("avoided.json");
  }

  /** Why nobody but a person installs it; empty where nothing is against it. */
  public synchronized Optional<String> of(String id, String version)
      throws IOException, RefusedException {
    return Optional.ofNullable(all().get(key(id, version)));
  }

  public synchronized void add(String id, String version, String why)
      throws IOException, RefusedException {
    Map<String, String> all = all();
    all.put(key(id, version), why);
    Durable.write(file, Pretty.json(all));
  }

  /** It turned out well. */
  public synchronized void remove(String id, String version) throws IOException, RefusedException {
    Map<String, String> all = all();
    if (all.remove(key(id, version)) != null) {
      Durable.write(file, Pretty.json(all));
    }
  }

  private static String key(String id, String version) {
    return id + " " + version;
  }

  private Map<String, String> all() throws IOException, RefusedException {
    Map<String, String> all = new TreeMap<>();
    if (Files.exists(file)) {
      Fields.parse(Bytes.read(file, Limits.FEATURE), file.toString())
          .plain()
          .forEach((key, value) -> all.put(key, String.valueOf(value)));
    }
    return all;
  }
}
