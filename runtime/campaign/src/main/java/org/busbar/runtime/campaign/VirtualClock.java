package org.busbar.runtime.campaign;

import java.time.Duration;
import java.time.Instant;

/** Time that passes only when the timeline says so. One thread only. */
final class VirtualClock implements WorldClock {
  /** Wall-clock time at which every run starts. */
  static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  /** The monotonic time rolls over within the first day, so that comparing without it fails. */
  private static final long ORIGIN = Long.MAX_VALUE - Duration.ofHours(10).toNanos();

  private long elapsedNanos;
  private Duration wallOffset = Duration.ZERO;

  @Override
  public long elapsed() {
    return elapsedNanos;
  }

  @Override
  public long elapsedOf(long nanos) {
    return nanos - ORIGIN;
  }

  @Override
  public void moveTo(long elapsed) {
    elapsedNanos = Math.max(elapsedNanos, elapsed);
  }

  @Override
  public void jump(Duration by) {
    wallOffset = wallOffset.plus(by);
  }

  @Override
  public long nanos() {
    return ORIGIN + elapsedNanos;
  }

  @Override
  public Instant instant() {
    return START.plusNanos(elapsedNanos).plus(wallOffset);
  }
}
