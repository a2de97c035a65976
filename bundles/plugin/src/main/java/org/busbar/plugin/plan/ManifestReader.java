package org.busbar.plugin.plan;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.IdentityNamespace;
import org.osgi.framework.namespace.PackageNamespace;

/** What a bundle offers and needs, from its manifest, as the framework would read it. */
public final class ManifestReader {
  private static final String FILTER = "filter";
  private static final String VERSION = "version";
  private static final String BUNDLE_VERSION = "bundle-version";

  private ManifestReader() {}

  /**
   * Reads a bundle.
   *
   * @param headers main section
   * @param plugin as in {@link Part#plugin()}
   * @throws IllegalArgumentException where a header cannot be read
   */
  public static Part read(Map<String, String> headers, String plugin) {
    Headers.Clause own = Headers.parse(headers.get("Bundle-SymbolicName")).getFirst();
    String name = own.names().getFirst();
    Version version = Version.parseVersion(headers.getOrDefault("Bundle-Version", "0"));
    Part part = new Part(name, version, plugin);
    boolean fragment = headers.containsKey("Fragment-Host");
    Map<String, String> identity = new LinkedHashMap<>();
    if (own.directives().containsKey("singleton")) {
      identity.put("singleton", own.directives().get("singleton"));
    }
    part.offers(
        IdentityNamespace.IDENTITY_NAMESPACE,
        Map.of(
            IdentityNamespace.IDENTITY_NAMESPACE,
            name,
            VERSION,
            version,
            "type",
            fragment ? IdentityNamespace.TYPE_FRAGMENT : IdentityNamespace.TYPE_BUNDLE),
        identity);
    if (fragment) {
      host(headers.get("Fragment-Host"), part);
    } else {
      part.offers(
          BundleNamespace.BUNDLE_NAMESPACE,
          Map.of(BundleNamespace.BUNDLE_NAMESPACE, name, BUNDLE_VERSION, version),
          Map.of());
      part.offers(
          HostNamespace.HOST_NAMESPACE,
          Map.of(HostNamespace.HOST_NAMESPACE, name, BUNDLE_VERSION, version),
          Map.of());
    }
    packages(headers, part);
    bundles(headers, part);
    generic(headers, part);
    return part;
  }

  private static void host(String header, Part part) {
    Headers.Clause clause = Headers.parse(header).getFirst();
    part.needs(
        HostNamespace.HOST_NAMESPACE,
        Map.of(),
        withFilter(
            clause,
            HostNamespace.HOST_NAMESPACE,
            clause.names().getFirst(),
            clause.attributes().get(BUNDLE_VERSION),
            BUNDLE_VERSION));
  }

  private static void packages(Map<String, String> headers, Part part) {
    for (Headers.Clause clause : Headers.parse(headers.getOrDefault("Export-Package", ""))) {
      for (String exported : clause.names()) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        clause.attributes().forEach((key, value) -> typed(key, value, attributes));
        attributes.put(PackageNamespace.PACKAGE_NAMESPACE, exported);
        attributes.put(
            VERSION, Version.parseVersion(clause.attributes().getOrDefault(VERSION, "0")));
        attributes.put("bundle-symbolic-name", part.name());
        attributes.put(BUNDLE_VERSION, part.version());
        part.offers(PackageNamespace.PACKAGE_NAMESPACE, attributes, clause.directives());
      }
    }
    for (Headers.Clause clause : Headers.parse(headers.getOrDefault("Import-Package", ""))) {
      for (String imported : clause.names()) {
        part.needs(
            PackageNamespace.PACKAGE_NAMESPACE,
            Map.of(),
            withFilter(
                clause,
                PackageNamespace.PACKAGE_NAMESPACE,
                imported,
                clause.attributes().get(VERSION),
                VERSION));
      }
    }
  }

  private static void bundles(Map<String, String> headers, Part part) {
    for (Headers.Clause clause : Headers.parse(headers.getOrDefault("Require-Bundle", ""))) {
      part.needs(
          BundleNamespace.BUNDLE_NAMESPACE,
          Map.of(),
          withFilter(
              clause,
              BundleNamespace.BUNDLE_NAMESPACE,
              clause.names().getFirst(),
              clause.attributes().get(BUNDLE_VERSION),
              BUNDLE_VERSION));
    }
  }

  private static Map<String, String> withFilter(
      Headers.Clause clause, String key, String name, @Nullable String range, String versionKey) {
    Map<String, String> directives = new LinkedHashMap<>(clause.directives());
    StringBuilder filter = new StringBuilder("(&(" + key + "=" + name + ")");
    if (range != null) {
      filter.append(new VersionRange(range).toFilterString(versionKey));
    }
    clause
        .attributes()
        .forEach(
            (attribute, value) -> {
              if (!List.of(VERSION, BUNDLE_VERSION, "specification-version").contains(attribute)) {
                filter.append("(").append(attribute).append("=").append(value).append(")");
              }
            });
    directives.put(FILTER, filter.append(")").toString());
    return directives;
  }

  private static void generic(Map<String, String> headers, Part part) {
    for (Headers.Clause clause : Headers.parse(headers.getOrDefault("Provide-Capability", ""))) {
      Map<String, Object> attributes = new LinkedHashMap<>();
      clause.attributes().forEach((key, value) -> typed(key, value, attributes));
      for (String namespace : clause.names()) {
        part.offers(namespace, attributes, clause.directives());
      }
    }
    for (Headers.Clause clause : Headers.parse(headers.getOrDefault("Require-Capability", ""))) {
      Map<String, Object> attributes = new LinkedHashMap<>();
      clause.attributes().forEach((key, value) -> typed(key, value, attributes));
      for (String namespace : clause.names()) {
        part.needs(namespace, attributes, clause.directives());
      }
    }
  }

  /** {@code name:Type=value}; a text without a type. */
  static void typed(String key, String value, Map<String, Object> attributes) {
    String[] named = key.split(":", 2);
    String type = named.length == 1 ? "String" : named[1].strip();
    attributes.put(named[0].strip(), typed(type, value));
  }

  static Object typed(String type, String value) {
    String list = type.replaceFirst("^List\\s*<\\s*(\\w+)\\s*>$", "$1");
    if (type.startsWith("List")) {
      String element = list.equals(type) ? "String" : list;
      return Arrays.stream(value.split("(?<!\\\\),"))
          .map(each -> typed(element, each.strip().replace("\\,", ",")))
          .toList();
    }
    return switch (type) {
      case "Version" -> Version.parseVersion(value);
      case "Long" -> Long.valueOf(value.strip());
      case "Double" -> Double.valueOf(value.strip());
      default -> value;
    };
  }
}
