package org.busbar.safety;

import java.util.Set;
import java.util.concurrent.Executor;
import org.busbar.api.plugin.Succession;
import org.busbar.api.plugin.Trial;
import org.busbar.api.time.Clock;

/**
 * Goes over from one version of a driver, or of what it makes devices of, to the next, on the same
 * connections. A transport has no successor beside it: the connection is its own.
 *
 * @param fields the sites
 * @param aside runs what may not come back
 * @param clock time for who waits
 */
record DeviceSuccession(Fields fields, Executor aside, Clock clock) implements Succession {
  @Override
  public String what() {
    return "devices";
  }

  @Override
  public Trial tryOut(Set<Long> old, Set<Long> next) {
    return new DeviceTrial(this, Set.copyOf(old), Set.copyOf(next));
  }
}
