package org.busbar.runtime.campaign;

import java.util.ArrayList;
import java.util.List;
import org.busbar.api.face.Site;
import org.busbar.api.safety.SiteState;

/** Counts how often the site stopped itself, and how often nothing was wrong that may stop it. */
final class Stops implements World.Observer {
  private static final int MOST_EXAMPLES = 5;

  private final List<String> examples = new ArrayList<>();
  private boolean stopped;
  private boolean justified;
  private long all;
  private long falseOnes;

  /** Whether something happened for which the site may stop. */
  void justified(boolean now) {
    justified = now;
  }

  @Override
  public void stepped(World world) {
    Site site = world.site();
    boolean now = site == null ? stopped : site.status().state() == SiteState.ERROR;
    if (now && !stopped) {
      all++;
      if (!justified) {
        falseOnes++;
        if (examples.size() < MOST_EXAMPLES && site != null) {
          examples.add("%.0f s: %s".formatted(world.elapsed() / 1e9, site.status().reason()));
        }
      }
    }
    stopped = now;
  }

  long all() {
    return all;
  }

  long falseOnes() {
    return falseOnes;
  }

  List<String> examples() {
    return List.copyOf(examples);
  }
}
