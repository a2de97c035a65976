package org.busbar.runtime.campaign;

import java.util.PriorityQueue;

/**
 * What happens when, one thing after the other: by time, then in the order in which it was planned.
 * Whoever waits for an answer lets everything else go on meanwhile. One thread only.
 */
final class Timeline {
  /** Somebody whose doings can be held up (a pause, a hung thread) or ended (a killed process). */
  static final class Actor {
    private boolean alive = true;
    private long heldUntilNanos = Long.MIN_VALUE;

    /** Nothing it planned happens any more. */
    void end() {
      alive = false;
    }

    boolean isAlive() {
      return alive;
    }

    /** What it planned until then happens then. */
    void hold(long untilElapsedNanos) {
      heldUntilNanos = Math.max(heldUntilNanos, untilElapsedNanos);
    }
  }

  private record Entry(long at, long sequence, Actor actor, Runnable run)
      implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  private final WorldClock clock;
  private final PriorityQueue<Entry> queue = new PriorityQueue<>();
  private long sequence;

  /** In virtual time. */
  Timeline() {
    this(new VirtualClock());
  }

  Timeline(WorldClock clock) {
    this.clock = clock;
  }

  WorldClock clock() {
    return clock;
  }

  /** Plans something so many ns from now. */
  void after(Actor actor, long nanos, Runnable run) {
    queue.add(new Entry(clock.elapsed() + nanos, sequence++, actor, run));
  }

  /** Lets time pass to that moment, with all that is planned until then. */
  void runUntil(long elapsedNanos) {
    while (!queue.isEmpty() && queue.peek().at() <= elapsedNanos) {
      Entry next = queue.poll();
      if (!next.actor().alive) {
        continue;
      }
      if (next.actor().heldUntilNanos > next.at()) {
        Actor held = next.actor();
        queue.add(new Entry(held.heldUntilNanos, next.sequence(), held, next.run()));
        continue;
      }
      clock.moveTo(next.at());
      next.run().run();
    }
    clock.moveTo(elapsedNanos);
  }

  /** The caller waits; everybody else goes on. */
  void pause(long nanos) {
    runUntil(clock.elapsed() + nanos);
  }
}
