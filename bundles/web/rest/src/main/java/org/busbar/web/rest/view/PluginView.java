package org.busbar.web.rest.view;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.busbar.api.plugin.PluginCard;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * A plug-in on offer, as this gateway sees it.
 *
 * @param card what its catalogue says of it
 * @param fits whether this gateway is among the versions of Busbar it runs on
 */
public record PluginView(@JsonUnwrapped PluginCard card, boolean fits) {

  /** A plug-in as it is shown. */
  public static PluginView of(PluginCard card, Version gateway) {
    return new PluginView(card, fits(card.platform(), gateway));
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
