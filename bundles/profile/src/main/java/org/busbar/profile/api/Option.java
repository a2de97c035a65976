package org.busbar.profile.api;

import java.util.List;

/**
 * A setting that a site may make for its device: a switch, off by default; or, where {@code scales}
 * names points, a factor, 1 by default.
 *
 * @param name its name in site.yaml
 * @param negates points whose sign it turns
 * @param swaps points that change places, in pairs: first with second, third with fourth
 * @param scales points that are multiplied by the factor the site gives (current transformers)
 */
public record Option(
    String name, List<PointKey> negates, List<PointKey> swaps, List<PointKey> scales) {
  /** Copies the lists. */
  public Option {
    negates = List.copyOf(negates);
    swaps = List.copyOf(swaps);
    scales = List.copyOf(scales);
  }

  /** A switch. */
  public Option(String name, List<PointKey> negates, List<PointKey> swaps) {
    this(name, negates, swaps, List.of());
  }

  /** Whether a site gives a number for it instead of true or false. */
  public boolean isFactor() {
    return !scales.isEmpty();
  }
}
