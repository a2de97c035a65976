package org.busbar.plugin.plan;

import java.util.List;
import java.util.Optional;
import org.osgi.framework.Version;

/**
 * What a gateway has now; a plan adds to it and takes nothing of the lock away.
 *
 * @param platform version of Busbar
 * @param lock the framework itself and every bundle of the assembly's lock
 * @param plugins plug-ins of the current generation
 */
public record Installed(Version platform, List<Part> lock, List<Offer> plugins) {
  /** Copies. */
  public Installed {
    lock = List.copyOf(lock);
    plugins = List.copyOf(plugins);
  }

  /** The installed version of a plug-in. */
  public Optional<Offer> plugin(String id) {
    return plugins.stream().filter(each -> each.id().equals(id)).findFirst();
  }
}
