package org.busbar.web.rest.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;

/**
 * The samples that are shown, each with the version of the board at which it last changed. The
 * first change of a point is shown at once; what changes soon after waits, and then the latest is
 * shown. One thread.
 */
final class Board {
  /** Shortest time between two changes of what is shown of a point. */
  static final long EACH_NANOS = Duration.ofMillis(250).toNanos();

  /** What stays the same is told again this long after, so that its age can be seen. */
  static final long AGAIN_NANOS = Duration.ofSeconds(2).toNanos();

  private final Map<Address, Entry> byAddress = new HashMap<>();
  private final List<Entry> entries = new ArrayList<>();
  private final Set<Entry> waiting = new LinkedHashSet<>();
  private @Nullable Snapshot taken;
  private long version;

  /** A place on the board. */
  static final class Entry {
    private Sample sample;
    private Quality quality;
    private long shownNanos;
    private long toldNanos;
    private long changedAt;
    private Sample newest;
    private Quality newestQuality;

    private Entry(Sample sample, Quality quality, long nowNanos, long version) {
      this.sample = sample;
      this.quality = quality;
      this.newest = sample;
      this.newestQuality = quality;
      this.shownNanos = nowNanos;
      this.toldNanos = sample.measuredNanos();
      this.changedAt = version;
    }

    /** What is shown. */
    Sample sample() {
      return sample;
    }

    boolean changedSince(long version) {
      return changedAt > version;
    }

    /** Takes note of what is true now; whether that should be shown some time. */
    private boolean note(Sample next, Quality judged) {
      newest = next;
      newestQuality = judged;
      if (quality == judged && Double.compare(sample.value(), next.value()) == 0) {
        sample = next; // the same, measured later
        return next.measuredNanos() - toldNanos >= AGAIN_NANOS;
      }
      return true;
    }

    private boolean show(long nowNanos, long next) {
      if (nowNanos - shownNanos < EACH_NANOS) {
        return false;
      }
      sample = newest;
      quality = newestQuality;
      shownNanos = nowNanos;
      toldNanos = sample.measuredNanos();
      changedAt = next;
      return true;
    }
  }

  /** Takes over a snapshot, once, and shows what may be shown by now. */
  void take(Snapshot snapshot, long nowNanos) {
    long next = version + 1;
    if (snapshot != taken) {
      taken = snapshot;
      for (Sample sample : snapshot.samples()) {
        note(sample, sample.qualityAt(nowNanos), nowNanos, next);
      }
    }
    if (waiting.removeIf(entry -> entry.show(nowNanos, next))) {
      version = next;
    }
  }

  private void note(Sample sample, Quality judged, long nowNanos, long next) {
    Entry entry = byAddress.get(sample.address());
    if (entry == null) {
      entry = new Entry(sample, judged, nowNanos, next);
      byAddress.put(sample.address(), entry);
      entries.add(entry);
      version = next;
    } else if (entry.note(sample, judged)) {
      waiting.add(entry);
    } else {
      waiting.remove(entry);
    }
  }

  /** Grows whenever something else is shown. */
  long version() {
    return version;
  }

  /** All places, in the order in which they came; it only grows. */
  List<Entry> entries() {
    return entries;
  }
}
