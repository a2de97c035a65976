package org.busbar.testkit.api;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.busbar.api.time.Clock;

/**
 * A clock that stands until a test moves it. Starts at a monotonic time near the roll-over of a
 * long, so that code that compares times without subtracting fails. Thread-safe.
 */
public final class ManualClock implements Clock {
  /** Wall-clock time at which a manual clock starts. */
  public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private static final long ORIGIN = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();

  private final AtomicLong elapsed = new AtomicLong();

  @Override
  public long nanos() {
    return ORIGIN + elapsed.get();
  }

  @Override
  public Instant instant() {
    return START.plusNanos(elapsed.get());
  }

  /** Moves the clock forward; a negative duration is refused. */
  public ManualClock advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("a monotonic clock never goes back: " + by);
    }
    elapsed.addAndGet(by.toNanos());
    return this;
  }

  /** Moves the clock forward by milliseconds. */
  public ManualClock advanceMs(long ms) {
    return advance(Duration.ofMillis(ms));
  }
}
