package org.busbar.core.loop;

import java.util.ArrayList;
import java.util.List;
import org.busbar.api.time.Clock;

/** Steps agents when it is told to, on the caller: for virtual time. One thread only. */
public final class SteppedLoops implements Loops {
  private final Clock clock;
  private final List<Entry> entries = new ArrayList<>();

  /** No agent yet. */
  public SteppedLoops(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Handle start(Agent agent) {
    Entry entry = new Entry(new Beat(agent, clock));
    entries.add(entry);
    return entry;
  }

  /** Time in ns until the next step is due, 0 or less where one is; a day where no agent is. */
  public long untilNextNanos() {
    long now = clock.nanos();
    entries.removeIf(Entry::ended);
    return entries.stream()
        .mapToLong(entry -> entry.beat().dueNanos() - now)
        .min()
        .orElse(86_400_000_000_000L);
  }

  /** Makes every step that is due. */
  public void step() {
    for (Entry entry : entries) {
      if (entry.beat().dueNanos() - clock.nanos() <= 0) {
        entry.stepUnlessEnded();
      }
    }
  }
}
