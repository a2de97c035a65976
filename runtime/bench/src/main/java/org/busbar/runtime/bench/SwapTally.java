package org.busbar.runtime.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.face.SampleTap;
import org.busbar.api.face.Site;
import org.busbar.api.vocabulary.Sample;

/**
 * Follows the numbers that devices give their answers: one that is missing was given and never came
 * out as a sample, one that is there again came out twice.
 */
final class SwapTally implements AutoCloseable {
  /** The point that holds the number. */
  static final String SEQUENCE = "x-bench.sequence";

  private static final long PERIOD_NANOS = Duration.ofMillis(100).toNanos();
  private static final int CAPACITY = 200_000;

  /** What came of one device since it was asked for last. */
  static final class Figures {
    long samples;
    long lost;
    long doubled;

    /** Samples of the same millisecond as the one before: a history keeps one of them. */
    long sameMs;

    /** How much longer than a period it took from one sample to the next, at most. */
    long worstNanos;
  }

  private static final class Track {
    Figures figures = new Figures();
    long number;
    long nanos;
    long atMs;
  }

  private final SampleTap tap;
  private final Thread thread;

  /** Guarded by this. */
  private final Map<String, Track> byDevice = new HashMap<>();

  private volatile boolean closed;

  SwapTally(Site site) {
    this.tap = site.tapSamples(CAPACITY);
    this.thread = Thread.ofPlatform().name("bench-tally").daemon(true).start(this::run);
  }

  private void run() {
    List<Sample> taken = new ArrayList<>();
    while (!closed) {
      drain(taken);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private synchronized void drain(List<Sample> taken) {
    taken.clear();
    tap.drainTo(taken, CAPACITY);
    taken.forEach(this::take);
  }

  private void take(Sample sample) {
    if (!sample.address().point().id().equals(SEQUENCE) || !sample.quality().isUsable()) {
      return;
    }
    Track track =
        byDevice.computeIfAbsent(sample.address().node().device().value(), _ -> new Track());
    long number = (long) sample.value();
    long before = track.number;
    track.figures.samples++;
    if (before != 0 && number <= before) {
      track.figures.doubled++;
      return;
    }
    if (before != 0) {
      track.figures.lost += number - before - 1;
      track.figures.worstNanos =
          Math.max(track.figures.worstNanos, sample.measuredNanos() - track.nanos - PERIOD_NANOS);
    }
    long atMs = sample.measuredAt().toEpochMilli();
    track.figures.sameMs += atMs == track.atMs ? 1 : 0;
    track.atMs = atMs;
    track.number = number;
    track.nanos = sample.measuredNanos();
  }

  /** What came of a device since the last time. */
  synchronized Figures take(String device) {
    drain(new ArrayList<>());
    Track track = byDevice.computeIfAbsent(device, _ -> new Track());
    Figures figures = track.figures;
    track.figures = new Figures();
    return figures;
  }

  /** Number of the newest answer that was heard of a device, 0 before the first. */
  synchronized long newest(String device) {
    drain(new ArrayList<>());
    Track track = byDevice.get(device);
    return track == null ? 0 : track.number;
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
