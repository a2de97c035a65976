package org.busbar.profile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
import org.busbar.profile.trial.Trials;
import org.jspecify.annotations.Nullable;

/**
 * Profiles by id. Sources come and go as a whole (a bundle, a folder); a profile is read when it is
 * first asked for, because a gateway uses few of the many it carries. Thread-safe.
 */
public final class ProfileLibrary implements Profiles {
  private static final int MAX_DEPTH = 4;
  private static final String SUFFIX = ".yaml";

  /** Guarded by this, as the next. */
  private final Map<String, List<Entry>> bySource = new TreeMap<>();

  /**
   * Of bundles: entries by the id that their place tells (maker/model.yaml), which is their id
   * unless somebody keeps to no order. A gateway uses few of the hundreds it carries; reading the
   * id of each takes half a second of the processor.
   */
  private final Map<String, Map<String, Entry>> places = new ConcurrentHashMap<>();

  /** Made of all sources when it is asked for; null once one came or went. */
  private @Nullable Map<String, Entry> byId;

  /**
   * What was asked for, by id: stays in use while its source is there, whatever comes beside it.
   */
  private final Map<String, Entry> used = new HashMap<>();

  /** Sources by the bundle they came with. */
  private final Map<Long, String> bundles = new HashMap<>();

  private final SunSpec sunSpec;
  private final Trials trials;

  /** Where nobody has tried anything. */
  public ProfileLibrary() {
    this(Trials.none());
  }

  /** With the reports of trials that count. */
  public ProfileLibrary(Trials trials) {
    this(trials, new SunSpec());
  }

  private ProfileLibrary(Trials trials, SunSpec sunSpec) {
    this.trials = trials;
    this.sunSpec = sunSpec;
  }

  /** The profiles of a folder and of the folders within, or of one file; for tools and tests. */
  public static ProfileLibrary of(Path folder) throws IOException {
    ProfileLibrary library = new ProfileLibrary();
    if (Files.isRegularFile(folder)) {
      String name = String.valueOf(folder.getFileName());
      library.put(
          folder.toString(), List.of(new Entry(name, Files.readString(folder), library.trials)));
    } else {
      library.addFolder(folder.toString(), folder);
    }
    return library;
  }

  /** Adds all profiles of a folder under the name of a source. */
  public void addFolder(String source, Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder, MAX_DEPTH)) {
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList()) {
        entries.add(new Entry(file.getFileName().toString(), Files.readString(file), trials));
      }
    }
    put(source, entries);
  }

  /** Adds profiles by their addresses within a bundle; none is fetched before it is needed. */
  void addAll(String source, long bundle, List<URL> files) {
    List<Entry> entries = new ArrayList<>();
    Map<String, Entry> byPlace = new HashMap<>();
    for (URL file : files.stream().sorted(Comparator.comparing(URL::getPath)).toList()) {
      String[] parts = file.getPath().split("/");
      String name = parts[parts.length - 1];
      Entry entry = new Entry(name, () -> fetched(file), trials);
      entries.add(entry);
      if (parts.length > 1) {
        String model = name.substring(0, name.length() - SUFFIX.length());
        byPlace.put(parts[parts.length - 2] + "." + model, entry);
      }
    }
    put(source, entries);
    places.put(source, Map.copyOf(byPlace));
    synchronized (this) {
      bundles.put(bundle, source);
    }
  }

  private static String fetched(URL file) {
    try (var stream = file.openStream()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void put(String source, List<Entry> entries) {
    bySource.put(source, List.copyOf(entries));
    byId = null;
  }

  synchronized void remove(String source) {
    List<Entry> gone = bySource.remove(source);
    used.values().removeIf(entry -> gone != null && gone.contains(entry));
    bundles.values().remove(source);
    places.remove(source);
    byId = null;
  }

  /** A library of these alone, with the models of this one. */
  ProfileLibrary of(Map<String, Entry> entries) {
    ProfileLibrary alone = new ProfileLibrary(trials, sunSpec);
    alone.put("alone", List.copyOf(entries.values()));
    return alone;
  }

  SunSpec sunSpec() {
    return sunSpec;
  }

  @Override
  public Optional<Profile> find(String id) {
    return entry(id).flatMap(Entry::profile);
  }

  /** All profiles without problems of devices that speak in documents, by id. */
  public List<MessageProfile> allMessages() {
    return byId().values().stream().flatMap(entry -> entry.messages().stream()).toList();
  }

  /** The profile with this id of a device that speaks in documents, empty where there is none. */
  public Optional<MessageProfile> messages(String id) {
    return entry(id).flatMap(Entry::messages);
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

  /** What these bundles bring, by id; the highest version of each. */
  synchronized Map<String, Entry> of(Set<Long> ids) {
    Map<String, Entry> found = new TreeMap<>();
    for (long id : ids) {
      for (Entry entry : bySource.getOrDefault(bundles.getOrDefault(id, ""), List.of())) {
        found.merge(entry.id(), entry, ProfileLibrary::higher);
      }
    }
    return found;
  }

  /** What is in use of these ids, without those that nobody has asked for. */
  synchronized Map<String, Entry> now(Set<String> ids) {
    Map<String, Entry> found = new TreeMap<>(used);
    found.keySet().retainAll(ids);
    return found;
  }

  /** Has these be used in the place of others with their ids, where they are still there. */
  synchronized void use(Map<String, Entry> entries) {
    entries.forEach(
        (id, entry) -> {
          if (bySource.values().stream().anyMatch(all -> all.contains(entry))) {
            used.put(id, entry);
          }
        });
    byId = null;
  }

  /** What is handed out stays in use. */
  private synchronized Optional<Entry> entry(String id) {
    Entry standing = used.get(id);
    if (standing != null) {
      return Optional.of(standing);
    }
    Optional<Entry> found = highest(id);
    found.filter(entry -> entry.problems().isEmpty()).ifPresent(entry -> used.put(id, entry));
    return found;
  }

  /** Where one bundle alone has it in its place, nothing else needs to be looked at. */
  private synchronized Optional<Entry> highest(String id) {
    if (byId == null && places.size() == bySource.size()) {
      List<Entry> placed =
          places.values().stream().map(of -> of.get(id)).filter(Objects::nonNull).toList();
      if (placed.size() == 1 && placed.getFirst().id().equals(id)) {
        return Optional.of(placed.getFirst());
      }
    }
    return Optional.ofNullable(byId().get(id));
  }

  private static Entry higher(Entry one, Entry other) {
    return one.version() >= other.version() ? one : other;
  }

  /**
   * Of what is not used yet the highest version of an id wins; among equals the source that sorts
   * first.
   */
  private synchronized Map<String, Entry> byId() {
    Map<String, Entry> found = byId;
    if (found == null) {
      found = new TreeMap<>();
      for (List<Entry> entries : bySource.values()) {
        for (Entry entry : entries) {
          found.merge(entry.id(), entry, ProfileLibrary::higher);
        }
      }
      found.putAll(used);
      byId = found;
    }
    return found;
  }
}
