package org.busbar.runtime.supervisor;

import java.time.Duration;
import org.busbar.api.device.write.guard.Beats;
import org.busbar.api.device.write.guard.Beats.Counter;

/**
 * Judges one gateway by its counters. Only time in which the supervisor itself was awake counts: a
 * machine that slept, or a supervisor that was stopped, condemns nobody.
 */
final class Watch {
  /** How long counters may stand still. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How long a start may take until the first beat. */
  static final Duration START_PATIENCE = Duration.ofMinutes(2);

  /** How long an orderly end may take. */
  static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

  /** What one look counts for at most. */
  private static final long LONGEST_LOOK_NANOS = Duration.ofMillis(500).toNanos();

  private final Beats beats;
  private long lookedNanos;
  private long leases;
  private long loops;
  private long leasesSilentNanos;
  private long loopsSilentNanos;
  private long closedNanos;

  Watch(Beats beats, long nowNanos) {
    this.beats = beats;
    this.lookedNanos = nowNanos;
  }

  /** Whether the gateway has found us and beats. */
  boolean hasBegun() {
    return beats.get(Counter.GATEWAY_PROTOCOL) == Beats.PROTOCOL && loops > 0;
  }

  /** Whether the gateway has left everything in order and is about to end. */
  boolean isClosed() {
    return beats.get(Counter.CLOSED) != 0;
  }

  /**
   * Looks once.
   *
   * @return why the gateway counts as dead, empty while it lives
   */
  String look(long nowNanos) {
    long passed = Math.min(nowNanos - lookedNanos, LONGEST_LOOK_NANOS);
    lookedNanos = nowNanos;
    long nowLeases = beats.get(Counter.LEASES);
    long nowLoops = beats.get(Counter.LOOPS);
    leasesSilentNanos = nowLeases == leases ? leasesSilentNanos + passed : 0;
    loopsSilentNanos = nowLoops == loops ? loopsSilentNanos + passed : 0;
    leases = nowLeases;
    loops = nowLoops;
    if (isClosed()) {
      closedNanos += passed;
      return closedNanos > STOP_PATIENCE.toNanos() ? "did not end after it had stopped" : "";
    }
    if (!hasBegun()) {
      boolean late = loopsSilentNanos > START_PATIENCE.toNanos();
      return late ? "has not begun within " + START_PATIENCE.toSeconds() + " s" : "";
    }
    if (leasesSilentNanos > PATIENCE.toNanos()) {
      return "has not beaten for " + PATIENCE.toSeconds() + " s";
    }
    return loopsSilentNanos > PATIENCE.toNanos()
        ? "has a loop or a writer that hangs for " + PATIENCE.toSeconds() + " s"
        : "";
  }
}
