package org.busbar.core.mode;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.busbar.api.time.Clock;

/** Workers of a test: run a task at once, or when told. */
public final class InlineWorkers implements Workers {
  private final Clock clock;
  private final Deque<ModeTask> held = new ArrayDeque<>();
  final List<ModeTask> givenUp = new ArrayList<>();
  boolean hold;

  public InlineWorkers(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void submit(ModeTask task) {
    if (hold) {
      held.add(task);
    } else {
      task.run(clock.nanos());
    }
  }

  @Override
  public void relieve() {
    // Nothing to do: whoever holds tasks back is the test.
  }

  @Override
  public void giveUp(ModeTask task) {
    givenUp.add(task);
  }

  /** Begins what is held without coming to its end. */
  void startHeld() {
    held.forEach(task -> task.startedAt(clock.nanos()));
  }

  void runHeld() {
    held.forEach(task -> task.run(clock.nanos()));
    held.clear();
  }
}
