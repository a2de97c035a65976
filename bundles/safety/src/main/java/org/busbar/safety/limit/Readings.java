package org.busbar.safety.limit;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.busbar.api.site.ProtectionConfig.Rule;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Sample;
import org.busbar.safety.limit.Measure.Side;
import org.jspecify.annotations.Nullable;

/** The measurements of one battery at one moment. Lives for one evaluation on one thread. */
final class Readings {
  private static final int SIDES = Side.values().length;
  private static final Measure[] MEASURES = Measure.values();
  private static final Side[] ENDS = Side.values();

  private final Layout layout;
  private final long nowNanos;
  private final ToDoubleFunction<Address> values;
  private final Function<Address, @Nullable Sample> samples;
  private final @Nullable Reading[] judged = new Reading[MEASURES.length * SIDES];

  /**
   * Nothing is looked at yet.
   *
   * @param values usable value of an address, in the unit of its point, NaN where there is none
   * @param samples the newest sample of an address, however old, null where there is none
   */
  Readings(
      Layout layout,
      long nowNanos,
      ToDoubleFunction<Address> values,
      Function<Address, @Nullable Sample> samples) {
    this.layout = layout;
    this.nowNanos = nowNanos;
    this.values = values;
    this.samples = samples;
  }

  Layout layout() {
    return layout;
  }

  long nowNanos() {
    return nowNanos;
  }

  ToDoubleFunction<Address> values() {
    return values;
  }

  Function<Address, @Nullable Sample> samples() {
    return samples;
  }

  /** What is measured at many places comes to, null where nobody measures it. */
  @Nullable Reading judge(Measure measure, Side side) {
    int at = measure.ordinal() * SIDES + side.ordinal();
    Reading reading = judged[at];
    if (reading == null) {
      List<Channel> channels = layout.channels(measure, side);
      if (channels.isEmpty()) {
        return null;
      }
      reading = Channel.judge(channels, layout.rule(measure, side), side, values);
      judged[at] = reading;
    }
    return reading;
  }

  /** The same, unknown where nobody measures it. */
  Reading judged(Measure measure, Side side) {
    Reading reading = judge(measure, side);
    return reading == null
        ? new Reading(Double.NaN, Address.of(layout.battery(), measure.end(side)))
        : reading;
  }

  /** The least of what several devices tell of a whole; null where none of them declares it. */
  @Nullable Reading least(Point point) {
    List<Channel> channels = layout.wholeChannels(point);
    return channels.isEmpty() ? null : Channel.judge(channels, Rule.WORSE, Side.LOW, values);
  }

  /** What is required and not known, in words; empty where all is known. */
  Optional<String> missing() {
    Optional<NodeId> silent = layout.missing();
    if (silent.isPresent()) {
      return Optional.of("nothing is known of " + silent.get());
    }
    for (Measure measure : MEASURES) {
      for (Side side : ENDS) {
        Reading reading = judge(measure, side);
        if (reading != null && !reading.isKnown()) {
          return Optional.of("there is no fresh value of " + reading.address());
        }
      }
    }
    return Optional.empty();
  }

  /** Age of the oldest value that counts, in ns. */
  long oldestNanos() {
    long oldest = 0;
    for (Measure measure : MEASURES) {
      for (Side side : ENDS) {
        for (Channel channel : layout.channels(measure, side)) {
          if (!channel.optional()) {
            oldest = StrictMath.max(oldest, ageNanos(channel));
          }
        }
      }
    }
    return oldest;
  }

  private long ageNanos(Channel channel) {
    long oldest = 0;
    for (Address address : channel.addresses()) {
      Sample sample = samples.apply(address);
      // What is stale already stops the battery, or is outvoted.
      if (sample != null && Double.isFinite(values.applyAsDouble(address))) {
        oldest = StrictMath.max(oldest, nowNanos - sample.measuredNanos());
      }
    }
    return oldest;
  }
}
