package org.busbar.profile.api;

import java.util.List;

/**
 * A switch that a site may set for its device, off by default.
 *
 * @param name its name in site.yaml
 * @param negates points whose sign it turns
 * @param swaps points that change places, in pairs: first with second, third with fourth
 */
public record Option(String name, List<PointKey> negates, List<PointKey> swaps) {
  /** Copies the lists. */
  public Option {
    negates = List.copyOf(negates);
    swaps = List.copyOf(swaps);
  }
}
