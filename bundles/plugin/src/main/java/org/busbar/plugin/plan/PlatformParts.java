package org.busbar.plugin.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/** What is there before any plug-in: the framework and the bundles of the lock. */
public final class PlatformParts {
  private PlatformParts() {}

  /** The framework itself: what it exports, the Java it runs on, the machine. */
  public static Part framework(Bundle system) {
    Part part = new Part(Constants.SYSTEM_BUNDLE_SYMBOLICNAME, Version.emptyVersion, "");
    for (BundleCapability capability :
        system.adapt(BundleRevision.class).getDeclaredCapabilities(null)) {
      part.offers(
          capability.getNamespace(), capability.getAttributes(), capability.getDirectives());
    }
    return part;
  }

  /** The framework and the bundles that are not of a plug-in, by location, of a running gateway. */
  public static List<Part> of(BundleContext context, Collection<String> locationsOfPlugins) {
    List<Part> parts = new ArrayList<>(List.of(framework(context.getBundle(0))));
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getBundleId() != 0 && !locationsOfPlugins.contains(bundle.getLocation())) {
        parts.add(ManifestReader.read(headers(bundle), ""));
      }
    }
    return parts;
  }

  private static Map<String, String> headers(Bundle bundle) {
    Map<String, String> headers = new LinkedHashMap<>();
    Dictionary<String, String> given = bundle.getHeaders("");
    for (String key : Collections.list(given.keys())) {
      headers.put(key, given.get(key));
    }
    return headers;
  }

  /**
   * A bundle from its jar.
   *
   * @param plugin as in {@link Part#plugin()}
   */
  public static Part of(Path jar, String plugin) throws IOException {
    return ManifestReader.read(headers(jar), plugin);
  }

  /** Main section of the manifest of a jar; empty where it has none. */
  public static Map<String, String> headers(Path jar) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    try (JarFile file = new JarFile(jar.toFile(), false)) {
      Manifest manifest = file.getManifest();
      if (manifest != null) {
        manifest
            .getMainAttributes()
            .forEach((key, value) -> headers.put(key.toString(), value.toString()));
      }
    }
    return headers;
  }
}
