package org.busbar.plugin.plan;

import java.util.List;

/**
 * What a request comes to.
 *
 * @param added plug-ins that are not there yet, what is required before what requires it
 * @param replaced installed plug-ins that give way to one of {@code added}
 * @param removed installed plug-ins that go
 * @param shared bundles of {@code added} that are there already, byte for byte to be checked
 */
public record Resolution(
    List<Offer> added, List<Offer> replaced, List<Offer> removed, List<Part> shared) {
  /** Copies. */
  public Resolution {
    added = List.copyOf(added);
    replaced = List.copyOf(replaced);
    removed = List.copyOf(removed);
    shared = List.copyOf(shared);
  }
}
