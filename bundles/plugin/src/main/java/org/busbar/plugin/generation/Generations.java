package org.busbar.plugin.generation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.format.RefusedException;

/** What was kept in {@code HOME/plugins/generations}, and which of it runs. */
public final class Generations {
  private static final String ENDING = ".json";
  private static final String LEFT = ".left";
  private static final String STORED = ".stored";
  private static final String BY_PID = "configurations";
  private static final String POINTER = "current";
  private static final int KEPT = 10;

  private final Path plugins;
  private final Path folder;
  private final SiteFiles sites;

  /**
   * In a HOME.
   *
   * @param plugins {@code HOME/plugins}
   */
  public Generations(Path plugins, SiteFiles sites) {
    this.plugins = plugins;
    this.folder = plugins.resolve("generations");
    this.sites = sites;
  }

  /** {@code HOME/plugins}. */
  public Path plugins() {
    return plugins;
  }

  /** Where the files of a plug-in lie. */
  public Path folder(Generation.Plugin plugin) {
    return plugins.resolve(plugin.folder());
  }

  /** Which one runs; empty where no plug-in was ever installed. */
  public Optional<Pointer> pointer() throws IOException {
    Path file = plugins.resolve(POINTER);
    return Files.exists(file)
        ? Optional.of(Pointer.parse(Files.readString(file)))
        : Optional.empty();
  }

  /** The one that runs; before the first change one without plug-ins. */
  public Generation current(Instant now) throws IOException, RefusedException {
    Optional<Pointer> pointer = pointer();
    return pointer.isPresent()
        ? read(pointer.get().number())
        : Generation.first(now, sites.digests());
  }

  /** Makes sure that there is something to go back to. */
  public Pointer begin(Instant now) throws IOException {
    Optional<Pointer> pointer = pointer();
    if (pointer.isPresent()) {
      return pointer.get();
    }
    Pointer first = keep(Generation.first(now, sites.digests()));
    move(first);
    return first;
  }

  public Generation read(int number) throws IOException, RefusedException {
    Path file = file(number);
    return Generation.read(Bytes.read(file, Limits.FEATURE), file.toString());
  }

  /** Writes a generation, with a copy of the configuration as it is; nothing points to it yet. */
  public Pointer keep(Generation generation) throws IOException {
    sites.copyTo(copies(generation.number()));
    byte[] json = generation.json();
    Durable.write(file(generation.number()), json);
    return Pointer.to(generation.number(), Bytes.digest(json));
  }

  /** Copies the configuration as it is now to a generation: that is what it goes on from. */
  public void copyConfiguration(int number) throws IOException {
    sites.copyTo(copies(number));
  }

  /** The pointer to a generation that was kept. */
  public Pointer to(int number) throws IOException, RefusedException {
    return Pointer.to(number, Bytes.digest(file(number), Limits.FEATURE));
  }

  /** From now on, and from the next start on, this one runs. */
  public void move(Pointer pointer) throws IOException {
    Durable.write(plugins.resolve(POINTER), pointer.line().getBytes(StandardCharsets.US_ASCII));
  }

  /** Takes one that did no good out of those that are kept; its number is not used again. */
  public void leave(int number) throws IOException {
    if (Files.exists(file(number))) {
      Files.move(file(number), folder.resolve(number + LEFT), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The number of the next. */
  public int next() throws IOException {
    int most = 0;
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          String name = file.getFileName().toString();
          String number = name.substring(0, Math.max(0, name.indexOf('.')));
          if (number.matches("\\d{1,9}")) {
            most = Math.max(most, Integer.parseInt(number));
          }
        }
      }
    }
    return most + 1;
  }

  public boolean isKept(int number) throws IOException, RefusedException {
    return all().stream().anyMatch(each -> each.number() == number);
  }

  /** All, newest first. */
  public List<Generation> all() throws IOException, RefusedException {
    List<Generation> all = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(each -> each.toString().endsWith(ENDING)).toList()) {
          all.add(Generation.read(Bytes.read(file, Limits.FEATURE), file.toString()));
        }
      }
    }
    all.sort(Comparator.comparingInt(Generation::number).reversed());
    return all;
  }

  /**
   * Forgets generations that are long past, and files of plug-ins that none of the others has. What
   * runs and what it was made from stay.
   */
  public void prune() throws IOException, RefusedException {
    Optional<Pointer> pointer = pointer();
    if (pointer.isEmpty() || pointer.get().back().isPresent()) {
      return;
    }
    Generation current = read(pointer.get().number());
    Set<Path> used = new HashSet<>();
    int kept = 0;
    for (Generation generation : all()) {
      boolean stays =
          kept < KEPT
              || generation.number() == current.number()
              || generation.number() == current.before();
      if (stays) {
        kept++;
        generation.plugins().forEach(each -> used.add(plugins.resolve(each.folder())));
      } else {
        Files.delete(file(generation.number()));
        Files.deleteIfExists(folder.resolve(generation.number() + STORED));
        delete(copies(generation.number()));
      }
    }
    for (Path id : children(plugins.resolve("staged"))) {
      for (Path version : children(id)) {
        if (!used.contains(version)) {
          delete(version);
        }
      }
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.toList();
    }
  }

  public static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** Copies of the configuration files of a generation, by name. */
  public Map<String, String> configuration(int number) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    Path copies = copies(number);
    if (Files.isDirectory(copies)) {
      try (Stream<Path> files = Files.list(copies)) {
        for (Path file : files.toList()) {
          texts.put(file.getFileName().toString(), Files.readString(file));
        }
      }
    }
    return texts;
  }

  /** Writes what was stored by PID when this generation was in force. */
  public void keepStored(int number, Map<String, Map<String, Object>> byPid) throws IOException {
    Durable.write(folder.resolve(number + STORED), Pretty.json(Map.of(BY_PID, byPid)));
  }

  /** The same again; empty where nothing was. */
  public Optional<Map<String, Map<String, Object>>> stored(int number)
      throws IOException, RefusedException {
    Path file = folder.resolve(number + STORED);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Map<String, Map<String, Object>> byPid = new TreeMap<>();
    Fields.parse(Bytes.read(file, Limits.FEATURE), file.toString())
        .children(BY_PID)
        .forEach((pid, values) -> byPid.put(pid, values.plain()));
    return Optional.of(byPid);
  }

  /** Puts the configuration back as it was in a generation. */
  public void restore(int number) throws IOException {
    sites.restore(copies(number));
  }

  private Path copies(int number) {
    return folder.resolve(Integer.toString(number));
  }

  private Path file(int number) {
    return folder.resolve(number + ENDING);
  }
}
