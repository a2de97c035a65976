package org.busbar.safety;

import java.time.Duration;

/** Who does one thing again and again: threads in the product, a harness in virtual time. */
public interface Rounds {
  /**
   * Begins the rounds.
   *
   * @param name for threads and messages
   * @param period from the end of a round to the next
   * @return begins the next round at once; any thread, does not block
   */
  Runnable every(String name, Duration period, Runnable round);

  /** Ends all rounds. */
  void close();
}
