package org.busbar.profile.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.busbar.profile.api.Computed;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.WriteSpec;

/**
 * What can be asked of a device, to say what it holds.
 *
 * @param points what is read
 * @param inputs auxiliary registers
 * @param computed what is computed
 */
record Readable(List<ProfilePoint> points, List<ProfilePoint> inputs, List<Computed> computed) {
  Optional<ProfilePoint> point(PointKey key) {
    return points.stream().filter(point -> point.key().equals(key)).findFirst();
  }

  /** A computed point with the registers it takes, empty where it takes computed ones. */
  Optional<WriteSpec.Held> held(PointKey key) {
    Optional<Computed> found = computed.stream().filter(c -> c.key().equals(key)).findFirst();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    List<ProfilePoint> operands = new ArrayList<>(inputs);
    operands.addAll(points);
    operands.removeIf(point -> !found.get().formula().operands().contains(point.key()));
    return operands.size() == found.get().formula().operands().size()
        ? Optional.of(new WriteSpec.Held(found.get(), operands))
        : Optional.empty();
  }
}
