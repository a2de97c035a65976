package org.busbar.safety;

import org.busbar.api.safety.Allowed;
import org.jspecify.annotations.Nullable;

/**
 * What a quantity may be, or why nothing.
 *
 * @param allowed the interval, null where nothing is allowed
 * @param obstacle why nothing is allowed, empty otherwise
 */
record Verdict(@Nullable Allowed allowed, String obstacle) {
  static Verdict of(Allowed allowed) {
    return new Verdict(allowed, "");
  }

  static Verdict nothing(String obstacle) {
    return new Verdict(null, obstacle);
  }
}
