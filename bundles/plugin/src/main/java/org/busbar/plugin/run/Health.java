package org.busbar.plugin.run;

import java.util.Optional;
import java.util.OptionalLong;
import org.busbar.api.plugin.PluginStatus;

/** What is known of how plug-ins do. Any thread; does not block. */
public interface Health {
  /** What a plug-in takes. */
  PluginStatus.Health of(String plugin);

  /** Why it is in quarantine, one sentence; empty where it is not. */
  Optional<String> quarantine(String plugin);

  /** Takes it out of quarantine; false where it is not in it. */
  boolean restore(String plugin, String by, String reason);

  /** Knows nothing. */
  static Health unknown() {
    return new Health() {
      @Override
      public PluginStatus.Health of(String plugin) {
        return new PluginStatus.Health(Double.NaN, OptionalLong.empty(), 0, 0, 0);
      }

      @Override
      public Optional<String> quarantine(String plugin) {
        return Optional.empty();
      }

      @Override
      public boolean restore(String plugin, String by, String reason) {
        return false;
      }
    };
  }
}
