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
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Problem;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.Profiles;
import org.busbar.profile.api.SunSpecModel;
import org.busbar.profile.read.ProfileReader;
import org.busbar.profile.sunspec.SunSpec;

/**
 * Profiles by id, with what is wrong with those that cannot be used. Sources come and go as a whole
 * (a bundle, a folder). Thread-safe.
 */
public final class ProfileLibrary implements Profiles {
  private static final int MAX_DEPTH = 4;
  private static final String SUFFIX = ".yaml";

  private final SunSpec sunSpec = new SunSpec();
  private final Map<String, List<Profile>> bySource = new ConcurrentHashMap<>();
  private final Map<String, List<Problem>> problems = new ConcurrentHashMap<>();

  /** The profiles of a folder and of the folders within; for tools and tests. */
  public static ProfileLibrary of(Path folder) throws IOException {
    ProfileLibrary library = new ProfileLibrary();
    library.addFolder(folder.toString(), folder);
    return library;
  }

  /** Adds all profiles of a folder under the name of a source. */
  public void addFolder(String source, Path folder) throws IOException {
    Loading loading = new Loading();
    try (Stream<Path> files = Files.walk(folder, MAX_DEPTH)) {
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList()) {
        loading.add(file.getFileName().toString(), Files.readString(file));
      }
    }
    loading.put(source);
  }

  /** Adds profiles by their addresses within a bundle. */
  void addAll(String source, List<URL> files) throws IOException {
    Loading loading = new Loading();
    for (URL file : files.stream().sorted(Comparator.comparing(URL::getPath)).toList()) {
      try (var stream = file.openStream()) {
        String path = file.getPath();
        loading.add(
            path.substring(path.lastIndexOf('/') + 1),
            new String(stream.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    loading.put(source);
  }

  void remove(String source) {
    bySource.remove(source);
    problems.remove(source);
  }

  @Override
  public Optional<Profile> find(String id) {
    return Optional.ofNullable(byId().get(id));
  }

  @Override
  public Optional<SunSpecModel> sunSpecModel(int id) {
    return sunSpec.model(id);
  }

  @Override
  public List<Profile> all() {
    return List.copyOf(byId().values());
  }

  /** What is wrong with profiles that were found but cannot be used. */
  public List<Problem> problems() {
    return problems.values().stream().flatMap(List::stream).toList();
  }

  /** What to tell a person who named a profile that is not there. */
  public String missing(String id) {
    return problems().stream()
        .filter(problem -> problem.file().equals(id.substring(id.indexOf('.') + 1) + SUFFIX))
        .findFirst()
        .map(problem -> "profile '" + id + "' cannot be used: " + problem)
        .orElseGet(
            () -> "profile '" + id + "' is not known. " + Nearest.remedy(id, byId().keySet()));
  }

  /** The highest version of an id wins; among equals the source that sorts first. */
  private Map<String, Profile> byId() {
    Map<String, Profile> found = new TreeMap<>();
    new TreeMap<>(bySource)
        .values().stream()
            .flatMap(List::stream)
            .forEach(
                profile ->
                    found.merge(
                        profile.id(), profile, (a, b) -> a.version() >= b.version() ? a : b));
    return found;
  }

  /** What one source brings. */
  private final class Loading {
    private final List<Profile> read = new ArrayList<>();
    private final List<Problem> wrong = new ArrayList<>();

    void add(String name, String text) {
      try {
        read.add(ProfileReader.parse(name, text));
      } catch (ConfigException e) {
        wrong.addAll(e.problems());
      }
    }

    void put(String source) {
      bySource.put(source, List.copyOf(read));
      problems.put(source, List.copyOf(wrong));
    }
  }
}
