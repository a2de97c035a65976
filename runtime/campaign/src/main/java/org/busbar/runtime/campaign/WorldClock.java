package org.busbar.runtime.campaign;

import java.time.Duration;
import org.busbar.api.time.Clock;

/** The time of a run: virtual, or the machine's. */
interface WorldClock extends Clock {
  /** Time since the start of the run. */
  long elapsed();

  /** The elapsed time of a monotonic time. */
  long elapsedOf(long nanos);

  /** Comes back at that time. */
  void moveTo(long elapsed);

  /** Puts the wall clock forward or back; monotonic time does not notice. */
  void jump(Duration by);
}
