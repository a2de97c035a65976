package org.busbar.safety.trend;

import java.util.ArrayDeque;
import java.util.Deque;

/** Counts turns of a value beyond a band, within a span of time. One thread. */
public final class Swings {
  private final double band;
  private final double spanSeconds;
  private final Deque<Double> turns = new ArrayDeque<>();
  private double extreme = Double.NaN;
  private boolean rising;

  /**
   * Counts.
   *
   * @param band a turn by less is noise
   * @param spanSeconds turns before that are forgotten
   */
  public Swings(double band, double spanSeconds) {
    this.band = band;
    this.spanSeconds = spanSeconds;
  }

  /** Forgets all turns. */
  public void clear() {
    turns.clear();
    extreme = Double.NaN;
  }

  /** Takes a value; how many turns there were within the span. */
  public int add(double atSeconds, double value) {
    while (!turns.isEmpty() && atSeconds - turns.peekFirst() > spanSeconds) {
      turns.removeFirst();
    }
    if (Double.isNaN(extreme)) {
      extreme = value;
    } else if (rising ? value >= extreme : value <= extreme) {
      extreme = value;
    } else if (StrictMath.abs(value - extreme) > band) {
      rising = !rising;
      extreme = value;
      turns.addLast(atSeconds);
    }
    return turns.size();
  }
}
