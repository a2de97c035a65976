package org.busbar.testkit.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.TreeMap;
import org.busbar.api.site.Snapshot;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;

/**
 * A snapshot a test writes down.
 *
 * @param step number of the step
 * @param nanos monotonic time of the freeze, in ns of {@code Clock.nanos()}
 * @param at wall-clock time of the freeze
 * @param byAddress the samples by address
 */
public record FixedSnapshot(long step, long nanos, Instant at, TreeMap<Address, Sample> byAddress)
    implements Snapshot {
  /** Copies the samples. */
  public FixedSnapshot {
    byAddress = new TreeMap<>(byAddress);
  }

  /** An empty snapshot of this moment. */
  public static FixedSnapshot at(Clock clock) {
    return new FixedSnapshot(1, clock.nanos(), clock.instant(), new TreeMap<>());
  }

  /** With a good value measured at the freeze that expires after 3 s. */
  public FixedSnapshot with(String node, Point point, double value) {
    return with(good(Address.of(new NodeId(node), point), value));
  }

  /** With a sample. */
  public FixedSnapshot with(Sample sample) {
    TreeMap<Address, Sample> next = new TreeMap<>(byAddress);
    next.put(sample.address(), sample);
    return new FixedSnapshot(step, nanos, at, next);
  }

  /** A good sample measured at the freeze, value in the point's unit, that expires after 3 s. */
  public Sample good(Address address, double value) {
    long expires = nanos + Duration.ofSeconds(3).toNanos();
    return new Sample(address, value, Quality.GOOD, nanos, expires, at);
  }

  @Override
  public Optional<Sample> sample(Address address) {
    return Optional.ofNullable(byAddress.get(address));
  }

  @Override
  public Collection<Sample> samples() {
    return Collections.unmodifiableCollection(byAddress.values());
  }
}
