package org.busbar.core.loop;

import org.busbar.api.face.LoopCounters;

/** Who steps agents: threads in the product, a harness in virtual time. */
public interface Loops {
  /** Steps an agent from one period from now on. */
  Handle start(Agent agent);

  /** An agent being stepped. */
  interface Handle extends AutoCloseable {
    /** Figures so far. Any thread. */
    LoopCounters counters();

    /** Makes no further step; waits at most 5 s for the one that may be running. */
    @Override
    void close();
  }
}
