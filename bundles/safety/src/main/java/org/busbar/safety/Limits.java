package org.busbar.safety;

import static org.busbar.api.vocabulary.Points.STATE_OF_CHARGE_PCT;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.site.LimitConfig;
import org.busbar.api.vocabulary.Address;

/** The limits of one device: what it declares and what people wrote, one list. */
final class Limits {
  private Limits() {}

  /**
   * All limits. A limit of a whole point that the device only delivers by index holds for every
   * index. A declared band of charge clamps and does not trip: an empty battery must stay
   * chargeable.
   */
  static List<Limit> of(DeviceDeclaration declaration, List<LimitConfig> written) {
    List<Limit> limits = new ArrayList<>();
    declaration
        .limits()
        .forEach(
            (address, interval) -> {
              boolean trips = !address.point().equals(STATE_OF_CHARGE_PCT);
              spread(limits, new Limit(address, interval, trips), declaration.points().keySet());
            });
    for (LimitConfig limit : written) {
      if (limit.address().node().device().equals(declaration.device())) {
        boolean trips = limit.reaction() == LimitConfig.Reaction.TRIP;
        spread(
            limits,
            new Limit(limit.address(), limit.interval(), trips),
            declaration.points().keySet());
      }
    }
    return List.copyOf(limits);
  }

  private static void spread(List<Limit> limits, Limit limit, Set<Address> delivered) {
    List<Address> parts =
        limit.address().index() != 0 || delivered.contains(limit.address())
            ? List.of()
            : delivered.stream()
                .filter(a -> a.node().equals(limit.address().node()))
                .filter(a -> a.point().equals(limit.address().point()))
                .sorted()
                .toList();
    if (parts.isEmpty()) {
      limits.add(limit);
    }
    parts.forEach(part -> limits.add(new Limit(part, limit.interval(), limit.trips())));
  }
}
