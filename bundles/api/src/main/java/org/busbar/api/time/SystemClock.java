package org.busbar.api.time;

import java.time.Instant;
import java.time.InstantSource;

/** The machine's own clock: the one place where ambient time is read. */
enum SystemClock implements Clock {
  INSTANCE;

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Instant instant() {
    return InstantSource.system().instant();
  }
}
