package org.busbar.plugin.plan;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.PluginFile;
import org.busbar.plugin.format.Tier;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * A plug-in in one version, on offer or installed, as far as plans need to know it.
 *
 * @param id id
 * @param versionText as in its feature
 * @param version the same as OSGi compares it
 * @param tier how much the catalogue's operator vouches for it
 * @param platform versions of Busbar it runs on
 * @param requires other plug-ins it needs
 * @param size of all its files, in bytes
 * @param bundles its bundles
 */
public record Offer(
    String id,
    String versionText,
    Version version,
    Tier tier,
    VersionRange platform,
    List<PluginFeature.Required> requires,
    long size,
    List<Part> bundles) {
  /** Copies. */
  public Offer {
    requires = List.copyOf(requires);
    bundles = List.copyOf(bundles);
  }

  /**
   * From a feature and the manifests of its bundles.
   *
   * @throws IllegalArgumentException where a manifest cannot be read
   */
  public static Offer of(
      PluginFeature feature, Tier tier, Collection<Map<String, String>> manifests) {
    String title = feature.name() + " " + feature.id().version();
    return new Offer(
        feature.name(),
        feature.id().version(),
        feature.version(),
        tier,
        feature.requirements().platform(),
        feature.requirements().plugins(),
        feature.files().stream().mapToLong(PluginFile::size).sum(),
        manifests.stream().map(each -> ManifestReader.read(each, title)).toList());
  }

  /** Id and version, for people. */
  public String title() {
    return id + " " + versionText;
  }
}
