package org.busbar.plugin.generation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.plugin.PluginGeneration;
import org.busbar.plugin.format.Fields;
import org.busbar.plugin.format.Pretty;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.format.Words;

/**
 * Plug-ins and configuration that run together: {@code HOME/plugins/generations/N.json}. The
 * launcher reads the bundles of it.
 *
 * @param number counted from 1
 * @param before the generation it was made from; 0 for the first
 * @param at when it was made
 * @param by who wanted it
 * @param reason why
 * @param plugins by id
 * @param bundles in start order
 * @param configuration SHA-256 of the configuration files of sites, by name
 */
public record Generation(
    int number,
    int before,
    Instant at,
    String by,
    String reason,
    List<Plugin> plugins,
    List<Jar> bundles,
    Map<String, String> configuration) {

  public Generation {
    plugins = List.copyOf(plugins);
    bundles = List.copyOf(bundles);
    configuration = Map.copyOf(configuration);
  }

  /**
   * A plug-in of a generation.
   *
   * @param folder below {@code HOME/plugins}
   * @param featureSha256 digest of its feature
   * @param key id of the key that signed it; empty where none did
   * @param since when it was installed in this version
   * @param pinned whether it was left in its version when the generation was made
   */
  public record Plugin(
      String id,
      String version,
      String folder,
      String featureSha256,
      Tier tier,
      String publisher,
      String key,
      Instant since,
      boolean pinned) {

    public String title() {
      return id + " " + version;
    }
  }

  /**
   * A bundle of a generation.
   *
   * @param plugin id of the plug-in that brings it
   * @param file below {@code HOME/plugins}
   * @param name symbolic name
   * @param version as OSGi writes it
   * @param startLevel level it starts at
   * @param fieldSide whether it may import the transport and write contracts
   */
  public record Jar(
      String plugin,
      String file,
      String sha256,
      String name,
      String version,
      int startLevel,
      boolean fieldSide) {
    public String title() {
      return name + " " + version;
    }
  }

  /** Without any plug-in. */
  public static Generation first(Instant at, Map<String, String> configuration) {
    return new Generation(1, 0, at, "gateway", "as delivered", List.of(), List.of(), configuration);
  }

  public Optional<Plugin> plugin(String id) {
    return plugins.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  public List<Jar> bundlesOf(String plugin) {
    return bundles.stream().filter(each -> each.plugin().equals(plugin)).toList();
  }

  public PluginGeneration shown(boolean current) {
    return new PluginGeneration(
        number,
        at,
        by,
        reason,
        current,
        plugins.stream()
            .map(each -> new PluginGeneration.Entry(each.id(), each.version(), each.pinned()))
            .toList(),
        configuration.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(each -> new PluginGeneration.File(each.getKey(), each.getValue()))
            .toList());
  }

  public byte[] json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("number", number);
    json.put("before", before);
    json.put("at", at.toString());
    json.put("by", plain(by));
    json.put("reason", plain(reason));
    json.put("plugins", plugins.stream().map(Generation::json).toList());
    json.put("bundles", bundles.stream().map(Generation::json).toList());
    json.put(
        "configuration",
        configuration.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(each -> Map.of("name", each.getKey(), "sha256", each.getValue()))
            .toList());
    return Pretty.json(json);
  }

  /** The launcher's reader of JSON knows no escapes of control characters. */
  private static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  private static Map<String, Object> json(Plugin plugin) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", plugin.id());
    json.put("version", plugin.version());
    json.put("folder", plugin.folder());
    json.put("sha256", plugin.featureSha256());
    json.put("tier", Words.word(plugin.tier()));
    json.put("publisher", plain(plugin.publisher()));
    json.put("key", plugin.key());
    json.put("since", plugin.since().toString());
    json.put("pinned", plugin.pinned());
    return json;
  }

  private static Map<String, Object> json(Jar jar) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("plugin", jar.plugin());
    json.put("file", jar.file());
    json.put("sha256", jar.sha256());
    json.put("name", jar.name());
    json.put("version", jar.version());
    json.put("start-order", jar.startLevel());
    json.put("field-side", jar.fieldSide());
    return json;
  }

  /** Reads what {@link #json} writes. */
  public static Generation read(byte[] json, String where) throws RefusedException {
    Fields fields = Fields.parse(json, where);
    List<Plugin> plugins = new ArrayList<>();
    for (Fields each : fields.list("plugins")) {
      plugins.add(
          new Plugin(
              each.text("id"),
              each.text("version"),
              each.text("folder"),
              each.digest("sha256"),
              each.word("tier", Tier.class),
              each.text("publisher", ""),
              each.text("key", ""),
              each.instant("since"),
              each.flag("pinned", false)));
    }
    List<Jar> bundles = new ArrayList<>();
    for (Fields each : fields.list("bundles")) {
      bundles.add(
          new Jar(
              each.text("plugin"),
              each.text("file"),
              each.digest("sha256"),
              each.text("name"),
              each.text("version"),
              (int) each.number("start-order"),
              each.flag("field-side", false)));
    }
    Map<String, String> configuration = new LinkedHashMap<>();
    for (Fields each : fields.list("configuration")) {
      configuration.put(each.text("name"), each.digest("sha256"));
    }
    return new Generation(
        (int) fields.number("number"),
        (int) fields.number("before"),
        fields.instant("at"),
        fields.text("by", ""),
        fields.text("reason", ""),
        plugins,
        bundles,
        configuration);
  }
}
