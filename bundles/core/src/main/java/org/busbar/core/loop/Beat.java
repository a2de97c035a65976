package org.busbar.core.loop;

import org.busbar.api.face.LoopCounters;
import org.busbar.api.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rhythm of one agent: absolute deadlines on a grid that never moves, so nothing drifts. Driven
 * by one thread at a time.
 */
final class Beat {
  private static final Logger LOG = LoggerFactory.getLogger(Beat.class);
  private static final double NANOS_PER_S = 1e9;

  private final Agent agent;
  private final Clock clock;
  private final long periodNanos;
  private long dueNanos;
  private long steps;
  private long overruns;
  private long skipped;
  private long maxStepNanos;
  private long maxDelayNanos;
  private volatile LoopCounters counters = new LoopCounters(0, 0, 0, 0, 0, 0);

  Beat(Agent agent, Clock clock) {
    this.agent = agent;
    this.clock = clock;
    this.periodNanos = agent.period().toNanos();
    this.dueNanos = clock.nanos() + periodNanos;
  }

  Agent agent() {
    return agent;
  }

  private void hand(Throwable thrown) {
    try {
      agent.failed(thrown);
    } catch (RuntimeException | Error again) {
      // The rhythm outlives whatever happens to one agent.
      LOG.error("{} could not cope with its own failure {}", agent.name(), thrown, again);
    }
  }

  /** When the next step is due. */
  long dueNanos() {
    return dueNanos;
  }

  LoopCounters counters() {
    return counters;
  }

  /** Makes the step that is due and finds the next deadline on the grid. */
  void step() {
    long start = clock.nanos();
    try {
      agent.step();
    } catch (RuntimeException | Error thrown) {
      hand(thrown);
    }
    long end = clock.nanos();
    steps++;
    maxStepNanos = Math.max(maxStepNanos, end - start);
    maxDelayNanos = Math.max(maxDelayNanos, start - dueNanos);
    dueNanos += periodNanos;
    long behind = end - dueNanos;
    if (behind > 0) {
      // The cycle that is due now is made late; whole cycles that passed are not made up for.
      overruns++;
      long missed = behind / periodNanos;
      skipped += missed;
      dueNanos += missed * periodNanos;
    }
    counters =
        new LoopCounters(
            steps,
            overruns,
            skipped,
            (end - start) / NANOS_PER_S,
            maxStepNanos / NANOS_PER_S,
            maxDelayNanos / NANOS_PER_S);
  }
}
