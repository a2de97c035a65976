package org.busbar.plugin.generation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * Plug-ins that are left in their version, one id a line in {@code HOME/plugins/pinned}. A wish of
 * people, so that going back to a generation does not change it.
 */
public final class Pins {
  private final Path file;

  public Pins(Path plugins) {
    this.file = plugins.resolve("pinned");
  }

  public synchronized boolean has(String id) throws IOException {
    return all().contains(id);
  }

  public synchronized void set(String id, boolean pinned) throws IOException {
    Set<String> all = all();
    if (pinned ? all.add(id) : all.remove(id)) {
      StringBuilder text = new StringBuilder();
      all.forEach(each -> text.append(each).append('\n'));
      Durable.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private Set<String> all() throws IOException {
    return new TreeSet<>(Files.exists(file) ? Files.readAllLines(file) : Set.of());
  }
}
