package org.busbar.plugin.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the {@code feature.json} that {@link FeatureReader} reads. */
public final class FeatureWriter {
  private FeatureWriter() {}

  /** UTF-8, two spaces deep, keys in the order of the reference. */
  public static byte[] write(PluginFeature feature) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("feature-resource-version", "1.0");
    json.put("id", feature.id().text());
    json.put("name", feature.title());
    json.put("description", feature.description());
    json.put("vendor", feature.vendor());
    json.put("license", feature.licence());
    json.put("complete", false);
    json.put("bundles", bundles(feature));
    json.put("configurations", feature.configurations());
    json.put(
        "extensions",
        Map.of(
            FeatureReader.EXTENSION,
            ordered("kind", "mandatory", "type", "json", "json", more(feature))));
    return Pretty.json(json);
  }

  private static List<Object> bundles(PluginFeature feature) {
    List<Object> bundles = new ArrayList<>();
    for (PluginFeature.BundleEntry bundle : feature.bundles()) {
      String sha256 =
          feature.files().stream()
              .filter(file -> file.path().equals(bundle.path()))
              .map(PluginFile::sha256)
              .findFirst()
              .orElse("");
      bundles.add(
          ordered("id", bundle.id().text(), "start-order", bundle.startLevel(), "sha256", sha256));
    }
    return bundles;
  }

  private static Map<String, Object> more(PluginFeature feature) {
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("format", 1);
    more.put("kinds", feature.kinds().stream().map(Words::word).toList());
    more.put("platform", feature.requirements().platform().toString());
    more.put(
        "requires",
        feature.requirements().plugins().stream()
            .map(item -> ordered("plugin", item.plugin(), "range", item.range().toString()))
            .toList());
    more.put("natures", feature.natures());
    more.put("devices", feature.devices().stream().map(FeatureWriter::device).toList());
    Needs needs = feature.needs();
    more.put(
        "needs",
        ordered(
            "reads", needs.reads(),
            "levels", needs.levels(),
            "hosts", needs.hosts(),
            "transports", needs.transports(),
            "native", needs.nativeCode()));
    more.put("migrations", feature.migrations().stream().map(FeatureWriter::migration).toList());
    more.put(
        "files",
        feature.files().stream()
            .map(
                file ->
                    ordered(
                        "path", file.path(),
                        "role", Words.word(file.role()),
                        "size", file.size(),
                        "sha256", file.sha256()))
            .toList());
    return more;
  }

  private static Map<String, Object> device(PluginFeature.Device device) {
    return ordered(
        "vendor", device.vendor(), "model", device.model(), "firmware", device.firmware());
  }

  private static Map<String, Object> migration(Migration migration) {
    return ordered(
        "of",
        migration.of(),
        "from",
        migration.from(),
        "steps",
        migration.steps().stream().map(FeatureWriter::step).toList());
  }

  private static Map<String, Object> step(Migration.Step step) {
    return switch (step) {
      case Migration.Rename rename -> ordered("rename", rename.key(), "to", rename.to());
      case Migration.Remove remove -> ordered("remove", remove.key());
      case Migration.Set set -> ordered("set", set.key(), "value", set.value());
      case Migration.Values values -> ordered("values", values.key(), "to", values.to());
    };
  }

  private static Map<String, Object> ordered(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
