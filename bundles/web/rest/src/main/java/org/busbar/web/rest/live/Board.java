package org.busbar.web.rest.live;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;

/** The newest samples, each with the version of the board at which it last changed. One thread. */
final class Board {
  private final Map<Address, Entry> byAddress = new HashMap<>();
  private final List<Entry> entries = new ArrayList<>();
  private @Nullable Snapshot taken;
  private long version;

  /** A place on the board. */
  static final class Entry {
    private Sample sample;
    private Quality quality;
    private long changedAt;

    private Entry(Sample sample, Quality quality, long version) {
      this.sample = sample;
      this.quality = quality;
      this.changedAt = version;
    }

    Sample sample() {
      return sample;
    }

    boolean changedSince(long version) {
      return changedAt > version;
    }

    private boolean shows(Sample other, Quality judged) {
      return quality == judged && Double.compare(sample.value(), other.value()) == 0;
    }
  }

  /** Takes over a snapshot, once. */
  void take(Snapshot snapshot, long nowNanos) {
    if (snapshot == taken) {
      return;
    }
    taken = snapshot;
    long next = version + 1;
    for (Sample sample : snapshot.samples()) {
      Quality judged = sample.qualityAt(nowNanos);
      Entry entry = byAddress.get(sample.address());
      if (entry == null) {
        entry = new Entry(sample, judged, next);
        byAddress.put(sample.address(), entry);
        entries.add(entry);
        version = next;
      } else if (!entry.shows(sample, judged)) {
        entry.sample = sample;
        entry.quality = judged;
        entry.changedAt = next;
        version = next;
      } else {
        entry.sample = sample;
      }
    }
  }

  /** Grows with each snapshot that changed something. */
  long version() {
    return version;
  }

  /** All places, in the order in which they came; it only grows. */
  List<Entry> entries() {
    return entries;
  }
}
