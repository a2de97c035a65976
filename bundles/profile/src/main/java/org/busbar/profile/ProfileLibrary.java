package org.busbar.profile;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Problem;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.Profiles;
import org.busbar.profile.api.SunSpecModel;
import org.busbar.profile.message.MessageProfile;
import org.busbar.profile.sunspec.SunSpec;

/**
 * Profiles by id. Sources come and go as a whole (a bundle, a folder); a profile is read when it is
 * first asked for, because a gateway uses few of the many it carries. Thread-safe.
 */
public final class ProfileLibrary implements Profiles {
  private static final int MAX_DEPTH = 4;
  private static final String SUFFIX = ".yaml";

  private final Map<String, List<Entry>> bySource = new ConcurrentHashMap<>();
  private final SunSpec sunSpec = new SunSpec();

  /** The profiles of a folder and of the folders within; for tools and tests. */
  public static ProfileLibrary of(Path folder) throws IOException {
    ProfileLibrary library = new ProfileLibrary();
    library.addFolder(folder.toString(), folder);
    return library;
  }

  /** Adds all profiles of a folder under the name of a source. */
  public void addFolder(String source, Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder, MAX_DEPTH)) {
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList()) {
        entries.add(new Entry(file.getFileName().toString(), Files.readString(file)));
      }
    }
    bySource.put(source, List.copyOf(entries));
  }

  /** Adds profiles by their addresses within a bundle. */
  void addAll(String source, List<URL> files) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (URL file : files.stream().sorted(Comparator.comparing(URL::getPath)).toList()) {
      try (var stream = file.openStream()) {
        String path = file.getPath();
        entries.add(
            new Entry(
                path.substring(path.lastIndexOf('/') + 1),
                new String(stream.readAllBytes(), StandardCharsets.UTF_8)));
      }
    }
    bySource.put(source, List.copyOf(entries));
  }

  void remove(String source) {
    bySource.remove(source);
  }

  SunSpec sunSpec() {
    return sunSpec;
  }

  @Override
  public Optional<Profile> find(String id) {
    return Optional.ofNullable(byId().get(id)).flatMap(Entry::profile);
  }

  /** All profiles without problems of devices that speak in documents, by id. */
  public List<MessageProfile> allMessages() {
    return byId().values().stream().flatMap(entry -> entry.messages().stream()).toList();
  }

  /** The profile with this id of a device that speaks in documents, empty where there is none. */
  public Optional<MessageProfile> messages(String id) {
    return Optional.ofNullable(byId().get(id)).flatMap(Entry::messages);
  }

  @Override
  public Optional<SunSpecModel> sunSpecModel(int id) {
    return sunSpec.model(id);
  }

  @Override
  public List<Profile> all() {
    return byId().values().stream().flatMap(entry -> entry.profile().stream()).toList();
  }

  /** What is wrong with profiles that were found but cannot be used; reads them all. */
  public List<Problem> problems() {
    return byId().values().stream().flatMap(entry -> entry.problems().stream()).toList();
  }

  /** What to tell a person who named a profile that cannot be had. */
  public String missing(String id) {
    Map<String, Entry> known = byId();
    return Optional.ofNullable(known.get(id))
        .flatMap(entry -> entry.problems().stream().findFirst())
        .map(problem -> "profile '" + id + "' cannot be used: " + problem)
        .orElseGet(
            () -> "profile '" + id + "' is not known. " + Nearest.remedy(id, known.keySet()));
  }

  /** The highest version of an id wins; among equals the source that sorts first. */
  private Map<String, Entry> byId() {
    Map<String, Entry> found = new TreeMap<>();
    new TreeMap<>(bySource)
        .values().stream()
            .flatMap(List::stream)
            .forEach(
                entry ->
                    found.merge(entry.id(), entry, (a, b) -> a.version() >= b.version() ? a : b));
    return found;
  }
}
