package org.busbar.profile.api;

import java.util.Set;

/**
 * A register by which the device is known.
 *
 * @param register where it lies
 * @param expected values any of which proves the device
 */
public record Identity(Register register, Set<Double> expected) {
  /** Copies the set. */
  public Identity {
    expected = Set.copyOf(expected);
  }
}
