package org.busbar.core.mode;

import java.util.ArrayDeque;
import java.util.Deque;
import org.busbar.api.time.Clock;

/**
 * Runs tasks on the caller, at once: for virtual time. While it holds, tasks are begun and do not
 * come back, as if plug-in code hung. One thread only.
 */
public final class CallerWorkers implements Workers {
  private final Clock clock;
  private final Deque<ModeTask> held = new ArrayDeque<>();
  private boolean holds;

  /** Workers that read this clock and hold nothing. */
  public CallerWorkers(Clock clock) {
    this.clock = clock;
  }

  /** Holds tasks back from now on; or lets all that were held come back. */
  public void hold(boolean hold) {
    holds = hold;
    if (!hold) {
      held.forEach(task -> task.run(clock.nanos()));
      held.clear();
    }
  }

  @Override
  public void submit(ModeTask task) {
    if (holds) {
      task.startedAt(clock.nanos());
      held.add(task);
    } else {
      task.run(clock.nanos());
    }
  }

  @Override
  public void relieve() {
    // Nobody waits: there is no queue.
  }

  @Override
  public void giveUp(ModeTask task) {
    // It may still come back, as on a thread that was given up.
  }
}
