package org.busbar.plugin.run;

import java.util.LinkedList;
import java.util.List;
import java.util.Optional;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginWish;
import org.busbar.plugin.change.Job;

/** Wishes on their way and those of the past, newest first; one at a time. Thread-safe. */
final class Jobs {
  private static final int MOST = 200;

  private final LinkedList<Job> jobs = new LinkedList<>();
  private int last;

  /** Numbers go on from there. */
  synchronized void after(int number) {
    last = number;
  }

  /** One that a start found half done. */
  synchronized void found(Job job) {
    jobs.addFirst(job);
  }

  /** Begins one; {@link IllegalStateException} where another is on its way. */
  synchronized Job add(Planned planned, String by, String reason) {
    Optional<Job> other = jobs.stream().filter(each -> !each.isOver()).findFirst();
    boolean isWayBack = planned.wish() instanceof PluginWish.Back;
    if (other.isPresent() && !(isWayBack && other.get().leave(by))) {
      throw new IllegalStateException("job " + other.get().number() + " is on its way");
    }
    PluginJob.State state =
        planned.needsConfirmation()
            ? PluginJob.State.WAITS_FOR_CONFIRMATION
            : PluginJob.State.RUNNING;
    Job job = new Job(++last, planned.wish(), by, reason, state);
    jobs.addFirst(job);
    if (jobs.size() > MOST) {
      jobs.removeLast();
    }
    return job;
  }

  /** Somebody goes back: what waits for a restart waits in vain. */
  synchronized void awaitNoRestart() {
    for (Job job : jobs) {
      if (job.state() == PluginJob.State.WATCHED) {
        job.be(PluginJob.State.ROLLED_BACK, job.leftBy() + " wanted to go back.");
      }
    }
  }

  synchronized List<PluginJob> shown() {
    return jobs.stream().map(Job::shown).toList();
  }

  /** One of them: whoever follows it asks often. */
  synchronized Optional<PluginJob> shown(int number) {
    return jobs.stream().filter(each -> each.number() == number).findFirst().map(Job::shown);
  }

  /** As long as nothing was changed. */
  synchronized boolean cancel(int number) {
    return jobs.stream().anyMatch(each -> each.number() == number && each.cancel());
  }
}
