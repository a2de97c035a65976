package org.busbar.api.plugin;

import java.util.List;

/**
 * A plug-in on offer, for the person who looks for one.
 *
 * @param id id
 * @param version version
 * @param title name
 * @param description a few sentences
 * @param vendor who makes it
 * @param publisher who signed it
 * @param licence SPDX expression
 * @param tier {@code core}, {@code verified}, {@code community} or {@code private}
 * @param kinds what it is: {@code profile}, {@code mode}, {@code page} ...
 * @param natures natures of its devices
 * @param devices vendor, model and firmware of devices it is for
 * @param transports how its devices are reached
 * @param platform versions of Busbar it runs on
 * @param source name of the catalogue that has it; {@code file} where it was brought
 * @param sizeBytes of all its files
 * @param pictures paths of its icon ({@code icon.svg}, {@code icon.png}) and screenshots
 */
public record PluginCard(
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
    long sizeBytes,
    List<String> pictures) {
  /** Copies. */
  public PluginCard {
    kinds = List.copyOf(kinds);
    natures = List.copyOf(natures);
    devices = List.copyOf(devices);
    transports = List.copyOf(transports);
    pictures = List.copyOf(pictures);
  }
}
