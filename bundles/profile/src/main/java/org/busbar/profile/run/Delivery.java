package org.busbar.profile.run;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.ProfilePoint;

/** Makes samples of what was read. Confined to the connection's thread. */
final class Delivery {
  private final NodeId device;
  private final Scales scales;
  private final SampleSink sink;
  private final Set<PointKey> inputs;
  private final Computations computations;
  private final Map<PointKey, RollOver> rollOvers = new HashMap<>();

  /**
   * When something was read.
   *
   * @param sentNanos monotonic time of the request
   * @param expiresNanos monotonic time after which it is stale
   * @param measuredAt the same as the first, for people
   */
  record Moment(long sentNanos, long expiresNanos, Instant measuredAt) {}

  Delivery(Profile profile, NodeId device, Scales scales, SampleSink sink) {
    this.device = device;
    this.scales = scales;
    this.sink = sink;
    this.inputs =
        profile.inputs().stream().map(ProfilePoint::key).collect(Collectors.toUnmodifiableSet());
    this.computations = new Computations(profile, this::deliver);
  }

  /** A block was read; its scale registers are known by now. */
  void received(Block block, Words words, Moment moment) {
    for (ProfilePoint point : block.points()) {
      OptionalInt exponent = scales.of(point.register());
      if (exponent.isPresent()) {
        Words own = block.cut(words, point.register());
        double value = point.register().coding().decode(own, exponent.getAsInt());
        if (!Double.isNaN(point.rollOver())) {
          value =
              rollOvers
                  .computeIfAbsent(point.key(), _ -> new RollOver(point.rollOver()))
                  .count(value);
        }
        if (!inputs.contains(point.key())) {
          deliver(point.key(), value, moment);
        }
        computations.received(point.key(), value, moment);
      }
    }
  }

  private void deliver(PointKey key, double value, Moment moment) {
    sink.accept(
        new Sample(
            key.address(device),
            value,
            Double.isNaN(value) ? Quality.INVALID : Quality.GOOD,
            moment.sentNanos(),
            moment.expiresNanos(),
            moment.measuredAt()));
  }
}
