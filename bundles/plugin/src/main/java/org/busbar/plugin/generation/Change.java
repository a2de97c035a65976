package org.busbar.plugin.generation;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.busbar.plugin.migrate.Migrations;

/**
 * From one generation to another. Bundles that both have, byte for byte, are left alone.
 *
 * @param due what becomes of stored configuration
 */
public record Change(Generation from, Generation to, Migrations due) {
  /** Where nothing stored becomes another. */
  public Change(Generation from, Generation to) {
    this(from, to, new Migrations(List.of()));
  }

  /** Bundles that come, in the order of their start. */
  public List<Generation.Jar> comes() {
    return without(to, from);
  }

  /** Bundles that go. */
  public List<Generation.Jar> goes() {
    return without(from, to);
  }

  private static List<Generation.Jar> without(Generation all, Generation known) {
    Set<String> seen =
        known.bundles().stream().map(Generation.Jar::sha256).collect(Collectors.toSet());
    return all.bundles().stream().filter(each -> seen.add(each.sha256())).toList();
  }

  /** Ids of plug-ins that have no successor. */
  public Set<String> leaves() {
    return from.plugins().stream()
        .map(Generation.Plugin::id)
        .filter(id -> to.plugin(id).isEmpty())
        .collect(Collectors.toSet());
  }

  /** Plug-ins that come in another version, or for the first time. */
  public List<Generation.Plugin> fresh() {
    return to.plugins().stream()
        .filter(
            each ->
                from.plugin(each.id())
                    .filter(old -> old.featureSha256().equals(each.featureSha256()))
                    .isEmpty())
        .toList();
  }

  /** Plug-ins that go, or go over to another version. */
  public List<Generation.Plugin> stale() {
    return reversed().fresh();
  }

  /** The version before; empty where it was not there. */
  public String versionBefore(String id) {
    return from.plugin(id).map(Generation.Plugin::version).orElse("");
  }

  /** The version after; empty where it goes. */
  public String versionAfter(String id) {
    return to.plugin(id).map(Generation.Plugin::version).orElse("");
  }

  /** Ids of all that changes. */
  public Set<String> ids() {
    Set<String> ids = new TreeSet<>(leaves());
    fresh().forEach(each -> ids.add(each.id()));
    return ids;
  }

  /** What becomes of a plug-in, for people. */
  public String sentence(String id) {
    String old = versionBefore(id);
    String fresh = versionAfter(id);
    return old.isEmpty()
        ? "The plug-in " + id + " " + fresh + " was installed."
        : fresh.isEmpty()
            ? "The plug-in " + id + " " + old + " was removed."
            : "The plug-in " + id + " went from " + old + " to " + fresh + ".";
  }

  public Change reversed() {
    return new Change(to, from);
  }
}
