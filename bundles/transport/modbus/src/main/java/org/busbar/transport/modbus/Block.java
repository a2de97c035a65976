package org.busbar.transport.modbus;

import java.time.Duration;
import java.util.List;
import org.busbar.api.transport.Registers;

/** One request that answers several items, with its own due time. */
final class Block {
  private static final long FIRST_QUIET = Duration.ofSeconds(2).toNanos();
  private static final long LONGEST_QUIET = Duration.ofSeconds(3).toNanos();

  final Registers range;
  final List<Want> wants;
  final Unit unit;
  final long periodNanos;

  /** When it is to be read next, monotonic ns. */
  long due;

  private int misses;
  private long quietUntil;

  Block(Registers range, List<Want> wants, Unit unit, long due) {
    this.range = range;
    this.wants = List.copyOf(wants);
    this.unit = unit;
    this.periodNanos = wants.getFirst().poll.periodNanos();
    this.due = due;
    this.quietUntil = due;
    for (Want want : wants) {
      if (want.block != null && want.block.misses > misses) {
        misses = want.block.misses;
        quietUntil = want.block.quietUntil;
      }
    }
  }

  /** Whether other masters alone want it. */
  boolean isForeign() {
    return wants.stream().allMatch(want -> want.poll.isForeign());
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

  /** Its unit answered for it. */
  void heard() {
    misses = 0;
  }

  /**
   * Its unit did not answer for it.
   *
   * @return whether that was so the last time, too: then the fault is with the block, for the unit
   *     has answered for others since
   */
  boolean missed(long now) {
    misses++;
    if (misses < 2) {
      return false;
    }
    quietUntil = now + Math.min(LONGEST_QUIET, FIRST_QUIET << Math.min(misses - 2, 8));
    return true;
  }

  /** Its unit answers again for another that was left out: it gets one try. */
  void mayBeBack() {
    misses = Math.min(misses, 1);
  }

  /** Whether it was not answered the last time. */
  boolean isDoubtful() {
    return misses > 0;
  }

  /** Whether its unit does not answer for it alone, so that it is tried again only now and then. */
  boolean isLeftOut() {
    return misses > 1;
  }

  /** Whether it is left out at this time. */
  boolean isQuiet(long now) {
    return isLeftOut() && quietUntil - now > 0;
  }
}
