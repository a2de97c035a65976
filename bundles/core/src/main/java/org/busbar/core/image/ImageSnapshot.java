package org.busbar.core.image;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Sample;

/** What an image froze. Nobody writes to its array or its index after it was made. */
public final class ImageSnapshot implements Snapshot {
  private final long step;
  private final long nanos;
  private final Instant at;
  private final Map<Address, Integer> places;
  private final Sample[] samples;

  ImageSnapshot(long step, long nanos, Instant at, Map<Address, Integer> places, Sample[] samples) {
    this.step = step;
    this.nanos = nanos;
    this.at = at;
    this.places = places;
    this.samples = samples;
  }

  /** A snapshot before the first step. */
  public static ImageSnapshot empty(long nanos, Instant at) {
    return new ImageSnapshot(0, nanos, at, Map.of(), new Sample[0]);
  }

  @Override
  public long step() {
    return step;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public Instant at() {
    return at;
  }

  @Override
  public Optional<Sample> sample(Address address) {
    Integer place = places.get(address);
    return place == null ? Optional.empty() : Optional.of(samples[place]);
  }

  @Override
  public Collection<Sample> samples() {
    return Collections.unmodifiableList(Arrays.asList(samples));
  }
}
