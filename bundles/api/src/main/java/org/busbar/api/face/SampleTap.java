package org.busbar.api.face;

import java.util.Collection;
import org.busbar.api.vocabulary.Sample;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Every sample that enters a site, as judged, in the order of entry. It is bounded: what nobody
 * takes in time is lost, counted and told as an event; entry never waits for it.
 */
@ProviderType
public interface SampleTap extends AutoCloseable {
  /**
   * Takes the oldest samples. One thread at a time; does not block.
   *
   * @return how many were taken
   */
  int drainTo(Collection<? super Sample> into, int most);

  /** How many were lost so far. */
  long lost();

  /** No further sample is collected. */
  @Override
  void close();
}
