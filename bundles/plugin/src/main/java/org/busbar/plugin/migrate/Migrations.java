package org.busbar.plugin.migrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.site.SiteChange;
import org.busbar.config.api.Edit;
import org.busbar.plugin.format.Migration;
import org.busbar.plugin.plan.Plan;
import org.jspecify.annotations.Nullable;

/**
 * What an update makes of stored configuration: of {@code site.yaml} (options of devices by their
 * profile or driver, settings of connections by their transport, the configuration of modes by
 * their type) and of what Configuration Admin keeps, by PID. Works on what it is given and changes
 * nothing else; whoever uses what comes out has it judged as a whole first.
 *
 * @param due those that hold for the versions that give way, in the order they are made
 */
public record Migrations(List<Migration> due) {
  private static final String MODES = "modes";

  /** Copies. */
  public Migrations {
    due = List.copyOf(due);
  }

  /** Those of a plan. */
  public static Migrations of(Plan plan) {
    return new Migrations(
        plan.added().stream().flatMap(each -> plan.migrations(each).stream()).toList());
  }

  /**
   * A file and what becomes of it.
   *
   * @param changes what is to be changed, in order; none where it says nothing of what is migrated
   * @param text all of it afterwards, comments and order kept as an editor keeps them
   * @param difference lines that go and come, for people
   */
  public record Migrated(List<SiteChange> changes, String text, List<String> difference) {
    /** Copies. */
    public Migrated {
      changes = List.copyOf(changes);
      difference = List.copyOf(difference);
    }
  }

  /**
   * A {@code site.yaml}.
   *
   * @param name what to call it
   * @throws IllegalArgumentException where the text is no YAML mapping
   */
  public Migrated site(String name, String text) {
    return changed(name, text, changes(Edit.plain(text)));
  }

  /** A {@code site.yaml} with changes made in it. */
  public static Migrated changed(String name, String text, List<SiteChange> changes) {
    if (changes.isEmpty()) {
      return new Migrated(List.of(), text, List.of());
    }
    String after = Edit.apply(text, changes).text();
    return new Migrated(changes, after, Difference.of(name, text, after));
  }

  /**
   * What has to be changed so that devices, connections and modes that are in both files read again
   * what they read in the other; nothing else of a file is looked at.
   *
   * @throws IllegalArgumentException where a text is no YAML mapping
   */
  public static List<SiteChange> between(String from, String to) {
    Map<String, Object> before = Edit.plain(from);
    Map<String, Object> after = Edit.plain(to);
    List<SiteChange> changes = new ArrayList<>();
    for (String top : List.of("devices", "connections", MODES)) {
      Map<String, Map<String, Object>> wanted = named(after, top);
      named(before, top)
          .forEach(
              (name, section) -> {
                Map<String, Object> other = wanted.get(name);
                if (other != null) {
                  Way.between(path(top, name), read(top, section), read(top, other), changes);
                }
              });
    }
    return changes;
  }

  private static List<String> path(String top, String name) {
    return switch (top) {
      case "devices" -> List.of(top, name, "options");
      case MODES -> List.of(top, name, "config");
      default -> List.of(top, name);
    };
  }

  /** What types read of a section. */
  private static Map<String, Object> read(String top, Map<String, Object> section) {
    if (path(top, "").size() > 2) {
      return mapping(section.get(path(top, "").getLast())).orElseGet(Map::of);
    }
    Map<String, Object> settings = new LinkedHashMap<>(section);
    settings.remove("transport");
    return settings;
  }

  /** What has to be changed in a document, which is changed along: later ones see earlier ones. */
  private List<SiteChange> changes(Map<String, Object> document) {
    List<SiteChange> changes = new ArrayList<>();
    for (Migration migration : due) {
      named(document, "devices")
          .forEach(
              (name, device) -> {
                boolean meant = is(device, "profile", migration) || is(device, "driver", migration);
                if (meant) {
                  in(device, "options", List.of("devices", name), migration, changes);
                }
              });
      named(document, "connections")
          .forEach(
              (name, connection) -> {
                if (is(connection, "transport", migration)) {
                  new Steps(List.of("connections", name), connection, false)
                      .make(migration, changes);
                }
              });
      named(document, MODES)
          .forEach(
              (name, mode) -> {
                if (migration.of().equals(mode.getOrDefault("type", name))) {
                  in(mode, "config", List.of(MODES, name), migration, changes);
                }
              });
    }
    return changes;
  }

  /**
   * What Configuration Admin keeps, by PID; instances of a factory are {@code PID~NAME}.
   *
   * @return what is another than before, whole
   */
  public Map<String, Map<String, Object>> configurations(Map<String, Map<String, Object>> stored) {
    Map<String, Map<String, Object>> changed = new LinkedHashMap<>();
    stored.forEach(
        (pid, before) -> {
          Map<String, Object> values = new LinkedHashMap<>(before);
          for (Migration migration : due) {
            if (pid.equals(migration.of()) || pid.startsWith(migration.of() + "~")) {
              new Steps(List.of(pid), values, false).make(migration, new ArrayList<>());
            }
          }
          if (!values.equals(before)) {
            changed.put(pid, values);
          }
        });
    return changed;
  }

  /** Mappings below a mapping; what is no mapping is for the reader of the file to complain of. */
  private static Map<String, Map<String, Object>> named(Map<String, Object> in, String key) {
    Map<String, Map<String, Object>> named = new LinkedHashMap<>();
    mapping(in.get(key))
        .ifPresent(
            all ->
                all.forEach(
                    (name, each) -> mapping(each).ifPresent(found -> named.put(name, found))));
    return named;
  }

  @SuppressWarnings("unchecked")
  private static Optional<Map<String, Object>> mapping(@Nullable Object value) {
    return value instanceof Map<?, ?> map
        ? Optional.of((Map<String, Object>) map)
        : Optional.empty();
  }

  private static boolean is(Map<String, Object> in, String key, Migration migration) {
    return migration.of().equals(in.get(key));
  }

  /** The values below a key of a section, which may be missing or empty. */
  private static void in(
      Map<String, Object> section,
      String key,
      List<String> path,
      Migration migration,
      List<SiteChange> changes) {
    Map<String, Object> values =
        mapping(section.get(key)).orElseGet(LinkedHashMap<String, Object>::new);
    List<String> below = new ArrayList<>(path);
    below.add(key);
    new Steps(below, values, path.getFirst().equals(MODES)).make(migration, changes);
    section.put(key, values);
  }
}
