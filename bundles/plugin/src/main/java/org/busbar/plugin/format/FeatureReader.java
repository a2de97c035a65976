package org.busbar.plugin.format;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.VersionRange;

/** Reads a {@code feature.json}; docs/reference/plugin.md says what may stand in it. */
public final class FeatureReader {
  /** The extension that holds what a plug-in says beyond the standard. */
  public static final String EXTENSION = "busbar-plugin";

  private static final int FORMAT = 1;
  private static final int MOST_FILES = 500;
  private static final int LOWEST_LEVEL = 4;
  private static final int HIGHEST_LEVEL = 8;

  private FeatureReader() {}

  /** Reads a feature whose signature has been checked, or is about to be. */
  public static PluginFeature read(byte[] json, String where) throws RefusedException {
    if (json.length > Limits.FEATURE) {
      throw new RefusedException(
          Reason.TOO_LARGE, "the feature is too large", where, "Do not install it");
    }
    Fields feature = Fields.parse(json, where);
    feature.only(
        "feature-resource-version",
        "id",
        "name",
        "description",
        "vendor",
        "license",
        "docURL",
        "SCM",
        "categories",
        "complete",
        "bundles",
        "configurations",
        "variables",
        "extensions");
    if (!feature.text("feature-resource-version").equals("1.0")) {
      throw feature.refused("\"feature-resource-version\" is not 1.0");
    }
    Fields more = extension(feature);
    List<PluginFeature.BundleEntry> bundles = bundles(feature);
    PluginFeature read =
        new PluginFeature(
            id(feature),
            feature.title("name"),
            description(feature),
            feature.title("vendor"),
            feature.title("license"),
            kinds(more),
            bundles,
            configurations(feature),
            requirements(more),
            more.names("natures"),
            devices(more),
            needs(more.child("needs")),
            migrations(more),
            files(more));
    check(read, feature);
    return read;
  }

  /** Of several lines, and none of them such as a terminal or a page shows it elsewhere. */
  private static String description(Fields feature) throws RefusedException {
    String description = feature.text("description", "");
    if (description.lines().anyMatch(line -> !Names.isShown(line))) {
      throw feature.refused("\"description\" holds characters that do not show");
    }
    return description;
  }

  private static Coordinates id(Fields feature) throws RefusedException {
    Coordinates id = Coordinates.parse(feature.text("id"), feature.where() + ".id");
    if (!Names.isId(id.name())) {
      throw feature.refused("the id \"" + Names.shown(id.name()) + "\" is not lower-case words");
    }
    Versions.of(id.version(), feature.where() + ".id");
    return id;
  }

  private static Fields extension(Fields feature) throws RefusedException {
    Fields extension = feature.child("extensions").child(EXTENSION);
    if (!extension.text("type", "").equals("json") || !extension.has("json")) {
      throw feature.refused("the extension \"" + EXTENSION + "\" of type json is missing");
    }
    Fields more = extension.child("json");
    more.only(
        "format",
        "kinds",
        "platform",
        "requires",
        "natures",
        "devices",
        "needs",
        "migrations",
        "files");
    if (more.number("format") != FORMAT) {
      throw more.refused("this gateway reads format " + FORMAT + " only");
    }
    return more;
  }

  private static List<Kind> kinds(Fields more) throws RefusedException {
    List<Kind> kinds = new ArrayList<>();
    for (String word : more.texts("kinds")) {
      kinds.add(Words.of(word, Kind.class, more.where() + ".kinds"));
    }
    if (kinds.isEmpty()) {
      throw more.refused("\"kinds\" is missing or empty");
    }
    return kinds;
  }

  private static List<PluginFeature.BundleEntry> bundles(Fields feature) throws RefusedException {
    List<PluginFeature.BundleEntry> bundles = new ArrayList<>();
    for (Fields bundle : feature.list("bundles")) {
      bundle.only("id", "start-order", "sha256");
      long level = bundle.number("start-order");
      if (level < LOWEST_LEVEL || level > HIGHEST_LEVEL) {
        throw bundle.refused("\"start-order\" is not from 4 to 8");
      }
      bundles.add(
          new PluginFeature.BundleEntry(
              Coordinates.parse(bundle.text("id"), bundle.where()), (int) level));
    }
    return bundles;
  }

  private static Map<String, Map<String, Object>> configurations(Fields feature)
      throws RefusedException {
    Map<String, Map<String, Object>> configurations = new LinkedHashMap<>();
    for (Map.Entry<String, Fields> entry : feature.children("configurations").entrySet()) {
      configurations.put(entry.getKey(), entry.getValue().plain());
    }
    return configurations;
  }

  private static PluginFeature.Requirements requirements(Fields more) throws RefusedException {
    List<PluginFeature.Required> required = new ArrayList<>();
    for (Fields item : more.list("requires")) {
      item.only("plugin", "range");
      required.add(
          new PluginFeature.Required(
              item.text("plugin"), Versions.range(item.text("range", "0"), item.where())));
    }
    VersionRange platform = Versions.range(more.text("platform"), more.where() + ".platform");
    return new PluginFeature.Requirements(platform, required);
  }

  private static List<PluginFeature.Device> devices(Fields more) throws RefusedException {
    List<PluginFeature.Device> devices = new ArrayList<>();
    for (Fields item : more.list("devices")) {
      item.only("vendor", "model", "firmware");
      devices.add(
          new PluginFeature.Device(
              item.title("vendor"), item.title("model"), item.title("firmware", "")));
    }
    return devices;
  }

  private static Needs needs(Fields needs) throws RefusedException {
    needs.only("reads", "levels", "hosts", "transports", "native");
    return new Needs(
        needs.names("reads"),
        needs.names("levels"),
        needs.names("hosts"),
        needs.names("transports"),
        needs.flag("native", false));
  }

  private static List<Migration> migrations(Fields more) throws RefusedException {
    List<Migration> migrations = new ArrayList<>();
    for (Fields item : more.list("migrations")) {
      item.only("of", "from", "steps");
      List<Migration.Step> steps = new ArrayList<>();
      for (Fields step : item.list("steps")) {
        steps.add(step(step));
      }
      Versions.range(item.text("from"), item.where());
      migrations.add(new Migration(item.text("of"), item.text("from"), steps));
    }
    return migrations;
  }

  private static Migration.Step step(Fields step) throws RefusedException {
    if (step.has("rename")) {
      step.only("rename", "to");
      return new Migration.Rename(step.text("rename"), step.text("to"));
    }
    if (step.has("remove")) {
      step.only("remove");
      return new Migration.Remove(step.text("remove"));
    }
    if (step.has("set")) {
      step.only("set", "value");
      return new Migration.Set(step.text("set"), step.text("value"));
    }
    if (step.has("values")) {
      step.only("values", "to");
      Map<String, String> to = new LinkedHashMap<>();
      for (Map.Entry<String, Object> entry : step.child("to").plain().entrySet()) {
        to.put(entry.getKey(), String.valueOf(entry.getValue()));
      }
      return new Migration.Values(step.text("values"), to);
    }
    throw step.refused("a step is one of rename, remove, set, values");
  }

  private static List<PluginFile> files(Fields more) throws RefusedException {
    List<PluginFile> files = new ArrayList<>();
    for (Fields file : more.list("files")) {
      file.only("path", "role", "sha256", "size");
      files.add(
          new PluginFile(
              Names.path(file.text("path"), file.where()),
              file.word("role", PluginFile.Role.class),
              file.digest("sha256"),
              file.number("size")));
    }
    if (files.size() > MOST_FILES) {
      throw more.refused("there are more than " + MOST_FILES + " files");
    }
    return files;
  }

  /** On a stick {@code A} is {@code a}, and nowhere is a file a folder too. */
  private static void paths(List<PluginFile> files, Fields feature) throws RefusedException {
    Set<String> paths = new HashSet<>(Set.of("feature.json", "feature.json.sig"));
    Set<String> folders = new HashSet<>();
    for (PluginFile file : files) {
      String path = file.path().toLowerCase(Locale.ROOT);
      if (!paths.add(path)) {
        throw feature.refused("the file " + file.path() + " is named twice, large or small");
      }
      for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
        folders.add(path.substring(0, at));
      }
    }
    folders.retainAll(paths);
    if (!folders.isEmpty()) {
      throw feature.refused(folders.iterator().next() + " is a file and a folder");
    }
  }

  /** What no single key can tell. */
  private static void check(PluginFeature read, Fields feature) throws RefusedException {
    long all = 0;
    paths(read.files(), feature);
    for (PluginFile file : read.files()) {
      all += file.size();
      if (file.size() > Limits.FILE || all > Limits.PLUGIN) {
        throw new RefusedException(
            Reason.TOO_LARGE,
            "the files are larger than a plug-in may be",
            feature.where() + ": " + file.path(),
            "Do not install it");
      }
    }
    List<String> named = read.files(PluginFile.Role.BUNDLE).stream().map(PluginFile::path).toList();
    List<String> wanted = read.bundles().stream().map(PluginFeature.BundleEntry::path).toList();
    if (!Set.copyOf(named).equals(Set.copyOf(wanted)) || wanted.size() != named.size()) {
      throw feature.refused("\"bundles\" and the files of role bundle are not the same");
    }
    if (read.bundles().isEmpty() && read.files(PluginFile.Role.PROFILE).isEmpty()) {
      throw feature.refused("there is neither a bundle nor a profile");
    }
    if (read.files(PluginFile.Role.SBOM).size() != 1) {
      throw feature.refused("there is not exactly one bill of materials (role sbom)");
    }
  }
}
