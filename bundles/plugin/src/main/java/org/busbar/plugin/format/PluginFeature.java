package org.busbar.plugin.format;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * A plug-in, as its {@code feature.json} says it (OSGi Feature, chapter 159).
 *
 * @param id coordinates; the name is the id of the plug-in
 * @param title name for people
 * @param description a few sentences for people
 * @param vendor who makes it
 * @param licence SPDX expression
 * @param kinds what it is
 * @param bundles in start order; none where it is profiles only
 * @param configurations of its bundles, by PID
 * @param requirements what must be there
 * @param natures natures its devices have
 * @param devices devices it is for
 * @param needs what it asks for
 * @param migrations of stored configuration
 * @param files every file beside the feature, bundles included
 */
public record PluginFeature(
    Coordinates id,
    String title,
    String description,
    String vendor,
    String licence,
    List<Kind> kinds,
    List<BundleEntry> bundles,
    Map<String, Map<String, Object>> configurations,
    Requirements requirements,
    List<String> natures,
    List<Device> devices,
    Needs needs,
    List<Migration> migrations,
    List<PluginFile> files) {

  /**
   * A bundle of the plug-in.
   *
   * @param id coordinates
   * @param startLevel level it starts at
   */
  public record BundleEntry(Coordinates id, int startLevel) {
    /** Its path among the files. */
    public String path() {
      return "bundles/" + id.fileName();
    }
  }

  /**
   * What must be there.
   *
   * @param platform versions of the platform it runs on
   * @param plugins other plug-ins
   */
  public record Requirements(VersionRange platform, List<Required> plugins) {
    /** Copies. */
    public Requirements {
      plugins = List.copyOf(plugins);
    }
  }

  /** Another plug-in that must be there, in some of its versions. */
  public record Required(String plugin, VersionRange range) {}

  /** A device it is for; {@code firmware} is empty where any will do. */
  public record Device(String vendor, String model, String firmware) {}

  /** Copies. */
  public PluginFeature {
    kinds = List.copyOf(kinds);
    bundles = List.copyOf(bundles);
    configurations = Collections.unmodifiableMap(new LinkedHashMap<>(configurations));
    natures = List.copyOf(natures);
    devices = List.copyOf(devices);
    migrations = List.copyOf(migrations);
    files = List.copyOf(files);
  }

  /** Id of the plug-in. */
  public String name() {
    return id.name();
  }

  /** Version as OSGi compares it. */
  public Version version() {
    return Versions.lenient(id.version());
  }

  /** Whether its bundles may import the transport and write contracts. */
  public boolean isFieldSide() {
    return kinds.stream().anyMatch(Kind::isFieldSide);
  }

  /** Files of one role, in the order of the feature. */
  public List<PluginFile> files(PluginFile.Role role) {
    return files.stream().filter(file -> file.role() == role).toList();
  }
}
