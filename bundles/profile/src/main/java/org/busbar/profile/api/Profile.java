package org.busbar.profile.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.vocabulary.Interval;

/**
 * A device described as data.
 *
 * @param id maker and model, {@code acme.em300}
 * @param version version of the profile, from 1
 * @param name name for people
 * @param maker who makes the device
 * @param models models it holds for
 * @param licence licence of the profile, an SPDX id
 * @param evidence where its facts come from
 * @param maturity how far it has been proven
 * @param readLimits what the device can bear
 * @param polls period by poll class, all classes present
 * @param identify registers that prove the device, empty where it has none
 * @param nature nature of the device itself
 * @param terminals nature by terminal, empty where it has none
 * @param points what can be read
 * @param writes what can be written
 * @param limits protective limits: outside the interval the device is tripped; in the unit of each
 *     point
 * @param reactionTime greatest time from a write to its effect
 * @param options switches a site may set
 * @param vectors tests that travel with it
 */
public record Profile(
    String id,
    int version,
    String name,
    String maker,
    List<String> models,
    String licence,
    Evidence evidence,
    Maturity maturity,
    ReadLimits readLimits,
    Map<PollClass, Duration> polls,
    List<Identity> identify,
    String nature,
    Map<String, String> terminals,
    List<ProfilePoint> points,
    List<WriteSpec> writes,
    Map<PointKey, Interval> limits,
    Duration reactionTime,
    List<Option> options,
    List<Vector> vectors) {
  /** Copies the collections. */
  public Profile {
    models = List.copyOf(models);
    polls = Map.copyOf(polls);
    identify = List.copyOf(identify);
    terminals = Map.copyOf(terminals);
    points = List.copyOf(points);
    writes = List.copyOf(writes);
    limits = Map.copyOf(limits);
    options = List.copyOf(options);
    vectors = List.copyOf(vectors);
  }

  /** The point with this key, empty where it cannot be read. */
  public Optional<ProfilePoint> point(PointKey key) {
    return points.stream().filter(point -> point.key().equals(key)).findFirst();
  }

  /** The quantity with this key, empty where it cannot be written. */
  public Optional<WriteSpec> write(PointKey key) {
    return writes.stream().filter(write -> write.key().equals(key)).findFirst();
  }
}
