package org.busbar.plugin.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A plug-in as a person sees it in a catalogue.
 *
 * @param id id
 * @param version as in its feature
 * @param title name
 * @param description a few sentences
 * @param vendor who makes it
 * @param publisher who signed it
 * @param licence SPDX expression
 * @param tier how much the operator vouches for it
 * @param kinds what it is, as words
 * @param natures natures of its devices
 * @param devices vendor, model and firmware of devices it is for
 * @param transports how its devices are reached
 * @param platform versions of Busbar it runs on
 * @param size of all its files, in bytes
 * @param files pictures and texts among them, as paths from the folder of the plug-in
 */
public record Card(
    String id,
    String version,
    String title,
    String description,
    String vendor,
    String publisher,
    String licence,
    Tier tier,
    List<String> kinds,
    List<String> natures,
    List<String> devices,
    List<String> transports,
    String platform,
    long size,
    List<String> files) {
  private static final Set<PluginFile.Role> FOR_PEOPLE =
      Set.of(
          PluginFile.Role.ICON,
          PluginFile.Role.SCREENSHOT,
          PluginFile.Role.LICENCE,
          PluginFile.Role.TEXT);

  /** Copies. */
  public Card {
    kinds = List.copyOf(kinds);
    natures = List.copyOf(natures);
    devices = List.copyOf(devices);
    transports = List.copyOf(transports);
    files = List.copyOf(files);
  }

  /** Of a feature. */
  public static Card of(PluginFeature feature, Tier tier, String publisher) {
    return new Card(
        feature.name(),
        feature.id().version(),
        feature.title(),
        feature.description(),
        feature.vendor(),
        publisher,
        feature.licence(),
        tier,
        feature.kinds().stream().map(Words::word).toList(),
        feature.natures(),
        feature.devices().stream()
            .map(each -> (each.vendor() + " " + each.model() + " " + each.firmware()).strip())
            .toList(),
        feature.needs().transports(),
        feature.requirements().platform().toString(),
        feature.files().stream().mapToLong(PluginFile::size).sum(),
        feature.files().stream()
            .filter(file -> FOR_PEOPLE.contains(file.role()))
            .map(PluginFile::path)
            .toList());
  }

  /** The same of a publisher that is called otherwise now. */
  public Card by(String name) {
    return new Card(
        id,
        version,
        title,
        description,
        vendor,
        name,
        licence,
        tier,
        kinds,
        natures,
        devices,
        transports,
        platform,
        size,
        files);
  }

  /** Reads the cards of a {@code catalog.json}. */
  public static List<Card> readAll(byte[] json, String where) throws RefusedException {
    List<Card> cards = new ArrayList<>();
    for (Fields item : Fields.parse(json, where).list("plugins")) {
      cards.add(
          new Card(
              item.text("id"),
              item.text("version"),
              item.text("name"),
              item.text("description", ""),
              item.text("vendor"),
              item.text("publisher"),
              item.text("license"),
              item.word("tier", Tier.class),
              item.texts("kinds"),
              item.texts("natures"),
              item.texts("devices"),
              item.texts("transports"),
              item.text("platform"),
              item.number("size"),
              item.texts("files")));
    }
    return cards;
  }

  /** As in {@code catalog.json}. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("version", version);
    json.put("name", title);
    json.put("description", description);
    json.put("vendor", vendor);
    json.put("publisher", publisher);
    json.put("license", licence);
    json.put("tier", Words.word(tier));
    json.put("kinds", kinds);
    json.put("natures", natures);
    json.put("devices", devices);
    json.put("transports", transports);
    json.put("platform", platform);
    json.put("size", size);
    json.put("files", files);
    return json;
  }

  /** All that a search looks at, in lower case. */
  public String haystack() {
    return String.join(
            "\n",
            id,
            title,
            description,
            vendor,
            publisher,
            "tier:" + Words.word(tier),
            "kind:" + String.join(" kind:", kinds),
            "nature:" + String.join(" nature:", natures),
            "protocol:" + String.join(" protocol:", transports),
            String.join("\n", devices))
        .toLowerCase(Locale.ROOT);
  }
}
