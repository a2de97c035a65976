package org.busbar.api.device.write;

import org.busbar.api.vocabulary.Sample;
import org.osgi.annotation.versioning.ProviderType;

/** Where a session puts its samples. Any thread; never blocks. Limits are compared right here. */
@ProviderType
public interface SampleSink {
  /** Takes one sample, before any entry check. */
  void accept(Sample sample);
}
