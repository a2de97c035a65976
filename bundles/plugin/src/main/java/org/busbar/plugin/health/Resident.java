package org.busbar.plugin.health;

import java.util.List;
import java.util.Set;
import org.busbar.plugin.format.Kind;
import org.busbar.plugin.format.Needs;

/**
 * A plug-in that is started.
 *
 * @param plugin its id
 * @param version its version; two versions may be there side by side
 * @param kinds what it is
 * @param needs what it declared
 * @param bundles ids of its bundles
 */
public record Resident(
    String plugin, String version, List<Kind> kinds, Needs needs, Set<Long> bundles) {
  private static final Set<Kind> QUIET = Set.of(Kind.PROFILE, Kind.DRIVER, Kind.MODE, Kind.GRID);

  /** Copies. */
  public Resident {
    kinds = List.copyOf(kinds);
    bundles = Set.copyOf(bundles);
  }

  /** Id and version. */
  public String title() {
    return plugin + " " + version;
  }

  /** Whether one of its kind has everything done on threads of the platform. */
  public boolean isQuiet() {
    return kinds.stream().allMatch(QUIET::contains);
  }
}
