package org.busbar.api.site;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Sample;
import org.osgi.annotation.versioning.ProviderType;

/** All samples of a site as they were frozen at one moment. Immutable, thread-safe. */
@ProviderType
public interface Snapshot {
  /** Number of the step that froze it, from 1. */
  long step();

  /** Monotonic time of the freeze, in ns of {@code Clock.nanos()}. */
  long nanos();

  /** Wall-clock time of the freeze. */
  Instant at();

  /** The sample at an address, empty where none was ever received. */
  Optional<Sample> sample(Address address);

  /** All samples, ordered by address. */
  Collection<Sample> samples();

  /** The usable value at an address, in the point's unit; NaN where unknown, stale or invalid. */
  default double value(Address address) {
    return sample(address).map(sample -> sample.usableAt(nanos())).orElse(Double.NaN);
  }

  /** The usable value of the whole, in the point's unit; NaN where unknown, stale or invalid. */
  default double value(NodeId node, Point point) {
    return value(Address.of(node, point));
  }
}
