package org.busbar.web.rest.view;

import java.util.List;
import org.busbar.api.plugin.PluginCard;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * A plug-in on offer.
 *
 * @param tier {@code core}, {@code verified}, {@code community} or {@code private}
 * @param platform versions of Busbar it runs on
 * @param fits whether this gateway is one of them
 * @param source name of the catalogue that has it; {@code file} where it was brought
 * @param pictures paths of its icon and screenshots
 */
public record PluginView(
    String id,
    String version,
    String title,
    String description,
    String vendor,
    String publisher,
    String licence,
    String tier,
    List<String> kinds,
    List<String> natures,
    List<String> devices,
    List<String> transports,
    String platform,
    boolean fits,
    String source,
    long sizeBytes,
    List<String> pictures) {

  /** A plug-in as it is shown. */
  public static PluginView of(PluginCard card, Version gateway) {
    return new PluginView(
        card.id(),
        card.version(),
        card.title(),
        card.description(),
        card.vendor(),
        card.publisher(),
        card.licence(),
        card.tier(),
        card.kinds(),
        card.natures(),
        card.devices(),
        card.transports(),
        card.platform(),
        fits(card.platform(), gateway),
        card.source(),
        card.size(),
        card.pictures());
  }

  private static boolean fits(String platform, Version gateway) {
    try {
      return new VersionRange(platform).includes(gateway);
    } catch (IllegalArgumentException e) {
      // What says nothing that can be read fits nothing.
      return false;
    }
  }
}
