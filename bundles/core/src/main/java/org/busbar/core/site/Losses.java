package org.busbar.core.site;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.busbar.api.events.EventSink;
import org.busbar.api.events.Severity;
import org.busbar.api.face.SampleTap;
import org.busbar.api.vocabulary.Sample;

/** Tells once when taps begin to lose samples, and once when they lose none any more. */
final class Losses {
  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

  private final String source;
  private final EventSink events;
  private final List<SampleTap> taps = new CopyOnWriteArrayList<>();
  private long told;
  private boolean losing;
  private long lastLossNanos;

  Losses(String source, EventSink events) {
    this.source = source;
    this.events = events;
  }

  /** Has a tap watched until it is closed. */
  SampleTap watch(SampleTap tap) {
    Watched watched = new Watched(tap, taps);
    taps.add(watched);
    return watched;
  }

  /** Called once per step. */
  void look(long nowNanos) {
    long lost = taps.stream().mapToLong(SampleTap::lost).sum();
    if (lost > told) {
      lastLossNanos = nowNanos;
      if (!losing) {
        losing = true;
        events.raise(
            Severity.WARNING,
            source,
            "samples-not-kept",
            "Samples come faster than they are taken for keeping; control is not affected",
            Map.of("lost", Long.toString(lost)));
      }
    } else if (losing && nowNanos - lastLossNanos > QUIET_NANOS) {
      losing = false;
      events.raise(
          Severity.INFO,
          source,
          "samples-not-kept",
          "All samples are taken for keeping again",
          Map.of("lost", Long.toString(lost)));
    }
    told = lost;
  }

  private record Watched(SampleTap tap, List<SampleTap> taps) implements SampleTap {
    @Override
    public int drainTo(Collection<? super Sample> into, int most) {
      return tap.drainTo(into, most);
    }

    @Override
    public long lost() {
      return tap.lost();
    }

    @Override
    public void close() {
      tap.close();
      taps.remove(this);
    }
  }
}
