package org.busbar.transport.modbus;

import java.util.List;
import org.busbar.api.transport.Registers;

/** One request that answers several items, with its own due time. */
final class Block {
  final Registers range;
  final List<Want> wants;
  final Unit unit;
  final long periodNanos;

  /** When it is to be read next, monotonic ns. */
  long due;

  Block(Registers range, List<Want> wants, Unit unit, long due) {
    this.range = range;
    this.wants = List.copyOf(wants);
    this.unit = unit;
    this.periodNanos = wants.getFirst().poll.periodNanos();
    this.due = due;
  }

  /** Least pause its unit needs after it. */
  long pauseNanos() {
    long pause = 0;
    for (Want want : wants) {
      pause = Math.max(pause, want.limits().minPause().toNanos());
    }
    return pause;
  }

  /**
   * Plans the next reading on the grid of absolute due times. One that is late by more than a
   * period is due at once: behind all that were due before, so that overload is shared.
   */
  void advance(long now) {
    due += periodNanos;
    if (now - due > 0) {
      due = now;
    }
  }

  /** Plans the next reading on the grid, leaving out what has passed: nothing was sent. */
  void skip(long now) {
    due += periodNanos * (1 + Math.max(0, now - due) / periodNanos);
  }
}
