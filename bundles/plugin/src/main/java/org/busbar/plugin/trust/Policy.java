package org.busbar.plugin.trust;

import java.util.Set;

/**
 * What a gateway accepts.
 *
 * @param development whether it is a development assembly
 * @param unsigned ids of plug-ins it takes without a signature; none unless it is one
 */
public record Policy(boolean development, Set<String> unsigned) {
  /** Refuses exceptions where there must be none. */
  public Policy {
    if (!development && !unsigned.isEmpty()) {
      throw new IllegalArgumentException(
          "only a development assembly may take plug-ins without a signature");
    }
    unsigned = Set.copyOf(unsigned);
  }

  /** Production keys, no exceptions. */
  public static Policy production() {
    return new Policy(false, Set.of());
  }
}
