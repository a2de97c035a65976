package org.busbar.plugin.generation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Plug-ins that are installed and must not run, also after a restart: a line for each in {@code
 * HOME/plugins/withheld}, its id, version, cause and why, with tabs between. The launcher reads it.
 * Thread-safe.
 */
public final class Withheld {
  private static final int COLUMNS = 4;

  private final Path file;

  /** Why one is kept from running. */
  public enum Cause {
    /** It took too much; a person can take it out again. */
    QUARANTINED,
    /** The operator of its catalogue took it back. */
    REVOKED
  }

  /** One that is kept from running. */
  public record Entry(String id, String version, Cause cause, String why) {
    private String line() {
      return String.join("\t", id, version, cause.name(), why.replaceAll("\\p{Cntrl}+", " "))
          + "\n";
    }
  }

  public Withheld(Path plugins) {
    this.file = plugins.resolve("withheld");
  }

  /** Why this version does not run; empty where nothing is against it. */
  public Optional<Entry> of(String id, String version) throws IOException {
    return Optional.ofNullable(all().get(id)).filter(each -> each.version().equals(version));
  }

  public synchronized void add(Entry entry) throws IOException {
    Map<String, Entry> all = all();
    all.put(entry.id(), entry);
    write(all);
  }

  /** Whether it was there. */
  public synchronized boolean remove(String id, Cause cause) throws IOException {
    Map<String, Entry> all = all();
    Entry entry = all.get(id);
    if (entry == null || entry.cause() != cause) {
      return false;
    }
    all.remove(id);
    write(all);
    return true;
  }

  private void write(Map<String, Entry> all) throws IOException {
    StringBuilder text = new StringBuilder();
    all.values().forEach(each -> text.append(each.line()));
    Durable.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  public synchronized Map<String, Entry> all() throws IOException {
    Map<String, Entry> all = new TreeMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        String[] column = line.split("\t", -1);
        if (column.length == COLUMNS) {
          all.put(column[0], new Entry(column[0], column[1], Cause.valueOf(column[2]), column[3]));
        }
      }
    }
    return all;
  }
}
