package org.busbar.runtime.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.face.SampleTap;
import org.busbar.api.face.Site;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Sample;

/** Follows every sample of a site by the time at which it was measured. */
final class SwapTally implements AutoCloseable {
  /** What came of one device. */
  static final class Figures {
    long samples;
    long lost;
    long doubled;
    long ownerless;
    long worstNanos;
  }

  private static final int CAPACITY = 200_000;

  private final SampleTap tap;
  private final Thread thread;
  private final double wantedW;
  private final Map<Address, Duration> periods = new HashMap<>();

  /** Guarded by this, as the next. */
  private final Map<Address, Long> last = new HashMap<>();

  private final Map<String, Figures> byDevice = new HashMap<>();
  private volatile boolean closed;

  SwapTally(Site site, double wantedW) {
    this.wantedW = wantedW;
    site.devices()
        .forEach(device -> device.declaration().ifPresent(known -> periods.putAll(known.points())));
    this.tap = site.tapSamples(CAPACITY);
    this.thread = Thread.ofPlatform().name("bench-tally").daemon(true).start(this::run);
  }

  private void run() {
    List<Sample> taken = new ArrayList<>();
    while (!closed) {
      taken.clear();
      tap.drainTo(taken, CAPACITY);
      synchronized (this) {
        taken.forEach(this::take);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private void take(Sample sample) {
    Figures figures =
        byDevice.computeIfAbsent(sample.address().node().device().value(), _ -> new Figures());
    figures.samples++;
    boolean setpoint = sample.address().point().equals(Points.ACTIVE_POWER_SETPOINT_W);
    if (setpoint && sample.quality().isUsable() && Math.abs(sample.value() - wantedW) > 1) {
      figures.ownerless++;
    }
    Long before = last.put(sample.address(), sample.measuredNanos());
    long period = periods.getOrDefault(sample.address(), Duration.ofSeconds(1)).toNanos();
    if (before == null) {
      return;
    }
    long interval = sample.measuredNanos() - before;
    if (interval <= 0) {
      figures.doubled++;
      return;
    }
    figures.worstNanos = Math.max(figures.worstNanos, interval - period);
    figures.lost += Math.max(0, (interval + period / 2) / period - 1);
  }

  /** What came of a device since the last time, and begins anew. */
  synchronized Figures take(String device) {
    Figures figures = byDevice.remove(device);
    return figures == null ? new Figures() : figures;
  }

  /** Whether the tap kept up. */
  long missed() {
    return tap.lost();
  }

  @Override
  public void close() {
    closed = true;
    tap.close();
    LockSupport.unpark(thread);
  }
}
