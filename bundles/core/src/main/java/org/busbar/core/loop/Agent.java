package org.busbar.core.loop;

import java.time.Duration;

/** Something that is stepped at a fixed period, never by two threads at once. */
public interface Agent {
  /** Name for threads and messages. */
  String name();

  /** Time between two steps. */
  Duration period();

  /** One step. What it throws is handed to {@link #failed}. */
  void step();

  /** A step threw; the next one is made all the same. */
  void failed(Throwable thrown);
}
