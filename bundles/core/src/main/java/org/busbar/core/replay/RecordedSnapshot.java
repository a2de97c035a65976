package org.busbar.core.replay;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Sample;

/** A snapshot as it was recorded. */
record RecordedSnapshot(long step, long nanos, Instant at, SortedMap<Address, Sample> byAddress)
    implements Snapshot {
  RecordedSnapshot {
    byAddress = Collections.unmodifiableSortedMap(new TreeMap<>(byAddress));
  }

  @Override
  public Optional<Sample> sample(Address address) {
    return Optional.ofNullable(byAddress.get(address));
  }

  @Override
  public Collection<Sample> samples() {
    return byAddress.values();
  }
}
