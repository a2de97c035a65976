package org.busbar.profile.message;

import java.util.Set;

/**
 * What proves the device.
 *
 * @param document name of the document
 * @param pointer where it stands there
 * @param expected texts any of which proves the device
 */
record Proof(String document, String pointer, Set<String> expected) {
  Proof {
    expected = Set.copyOf(expected);
  }
}
