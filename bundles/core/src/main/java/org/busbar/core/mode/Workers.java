package org.busbar.core.mode;

/** Who runs the steps of modes. */
public interface Workers {
  /** Runs a task some time. Does not wait. */
  void submit(ModeTask task);

  /** A task still waits: starts another worker where all are held up. */
  void relieve();

  /** Gives up the worker that runs this task: it gets no other, and another takes its place. */
  void giveUp(ModeTask task);
}
