package org.busbar.plugin.check;

import java.util.List;
import java.util.Map;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.trust.Publisher;
import org.busbar.plugin.trust.Revocation;

/**
 * A plug-in whose every byte was checked; nothing of it was unpacked or loaded.
 *
 * @param feature what it is
 * @param featureSha256 digest of its feature
 * @param tier how much somebody vouches for it
 * @param publisher who signed it
 * @param bundles what the bytes of its bundles say, by path
 * @param advice what is said against it without keeping it out
 */
public record CheckedPlugin(
    PluginFeature feature,
    String featureSha256,
    Tier tier,
    Publisher publisher,
    Map<String, BundleFacts> bundles,
    List<Revocation> advice) {
  /** Copies. */
  public CheckedPlugin {
    bundles = Map.copyOf(bundles);
    advice = List.copyOf(advice);
  }
}
