package org.busbar.plugin.intake;

import java.nio.file.Path;
import java.util.List;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.plan.Plan;

/**
 * Verified files on disk, ready to be started beside what runs. Nothing was installed or started.
 *
 * @param plan what was consented to
 * @param plugins those that are added, what is required before what requires it
 */
public record Staged(Plan plan, List<Plugin> plugins) {
  /** Copies. */
  public Staged {
    plugins = List.copyOf(plugins);
  }

  /**
   * A plug-in on disk.
   *
   * @param feature what it is
   * @param featureSha256 digest of its feature: what a generation writes down, and what {@link
   *     org.busbar.plugin.check.StagedCheck} takes at each start
   * @param tier how much somebody vouches for it
   * @param publisher who signed it
   * @param key id of the key it was signed with
   * @param folder its files, laid out as in the catalogue; its name holds the digest, so it never
   *     changes
   */
  public record Plugin(
      PluginFeature feature,
      String featureSha256,
      Tier tier,
      String publisher,
      String key,
      Path folder) {

    /** The jar of a bundle of the feature. */
    public Path jar(PluginFeature.BundleEntry bundle) {
      return folder.resolve(bundle.path());
    }
  }
}
