package org.busbar.api.site;

import org.busbar.api.vocabulary.Sample;
import org.osgi.annotation.versioning.ProviderType;

/** The one place a sample enters a site. Provided by core. Any thread; never blocks. */
@ProviderType
public interface SampleStore {
  /**
   * Checks a sample at entry (range, finite, not in the future, not expired, not older than what
   * stands) and stores it.
   *
   * @return the sample as judged: the same, or INVALID or STALE; an older one than what stands is
   *     returned but not stored
   */
  Sample put(Sample sample);
}
