package org.busbar.profile.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.Writable;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.profile.api.Computed;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.WriteSpec;

/** What a device of a profile declares, once it has a place in a site. */
public final class Declarations {
  private Declarations() {}

  /** The declaration of a device; options are already applied to the profile. */
  public static DeviceDeclaration of(Profile profile, NodeId device) {
    Map<NodeId, String> natures = new HashMap<>();
    if (!profile.nature().isEmpty()) {
      natures.put(device, profile.nature());
    }
    profile
        .terminals()
        .forEach((terminal, nature) -> natures.put(new NodeId(device + "." + terminal), nature));
    Map<Address, Duration> points = new HashMap<>();
    Map<Address, Interval> ranges = new HashMap<>();
    for (ProfilePoint point : profile.points()) {
      Address address = point.key().address(device);
      points.put(address, profile.polls().get(point.poll()));
      narrow(point.key().point(), point.range()).ifPresent(range -> ranges.put(address, range));
    }
    for (Computed point : profile.computed()) {
      Address address = point.key().address(device);
      points.put(address, profile.polls().get(point.poll()));
      narrow(point.key().point(), point.range()).ifPresent(range -> ranges.put(address, range));
    }
    Map<Address, Interval> limits = new HashMap<>();
    profile.limits().forEach((key, limit) -> limits.put(key.address(device), limit));
    List<Writable> writables = new ArrayList<>();
    profile.writes().forEach(spec -> writables.add(writable(spec, device)));
    return new DeviceDeclaration(
        device,
        profile.name(),
        natures,
        points,
        ranges,
        writables,
        limits,
        profile.reactionTime(),
        profile.maturity());
  }

  private static Optional<Interval> narrow(Point point, Interval range) {
    return Optional.of(range)
        .filter(r -> r.min() > point.plausibleMin() || r.max() < point.plausibleMax());
  }

  private static Writable writable(WriteSpec spec, NodeId device) {
    PointKey key = spec.key();
    return new Writable(
        key.node(device),
        key.point(),
        spec.range(),
        spec.step(),
        spec.rampPerSecond(),
        spec.minLease(),
        spec.minInterval(),
        spec.keepAlive(),
        spec.reversion(),
        spec.release(),
        spec.safe(),
        spec.measured().map(measured -> measured.address(device)),
        spec.tolerance(),
        spec.ratedApparentPowerVa());
  }
}
