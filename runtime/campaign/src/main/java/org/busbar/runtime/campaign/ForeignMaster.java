package org.busbar.runtime.campaign;

import java.time.Duration;

/** Another controller that writes to the same battery every 1.7 s. */
final class ForeignMaster {
  /** No multiple of the cycle, or it would always be overwritten just before it is read. */
  private static final Duration PERIOD = Duration.ofMillis(1_700);

  private static final double WANTS_W = 1_234;

  private final World world;
  private boolean stopped;

  ForeignMaster(World world) {
    this.world = world;
  }

  void write() {
    if (!stopped) {
      world.foreign(Yard.BATTERY);
      world.yard().unit(Yard.BATTERY).foreignWrite(WANTS_W);
      world.after(PERIOD, this::write);
    }
  }

  void stop() {
    stopped = true;
  }
}
