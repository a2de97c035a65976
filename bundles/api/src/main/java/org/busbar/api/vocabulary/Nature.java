package org.busbar.api.vocabulary;

import java.util.Set;

/**
 * What a device is to the rest, as data. A new nature needs no new contract.
 *
 * @param id one word ({@code battery})
 * @param required points a device of this nature must have
 * @param optional points it may have besides
 */
public record Nature(String id, Set<Point> required, Set<Point> optional) {
  /** Copies the sets. */
  public Nature {
    required = Set.copyOf(required);
    optional = Set.copyOf(optional);
  }
}
