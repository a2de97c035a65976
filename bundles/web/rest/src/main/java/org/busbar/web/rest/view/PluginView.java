package org.busbar.web.rest.view;

import java.util.List;
import org.busbar.api.plugin.PluginCard;

/**
 * A plug-in on offer.
 *
 * @param tier {@code core}, {@code verified}, {@code community} or {@code private}
 * @param source name of the catalogue that has it; {@code file} where it was brought
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
    String source,
    long sizeBytes) {

  /** A plug-in as it is shown. */
  public static PluginView of(PluginCard card) {
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
        card.source(),
        card.size());
  }
}
