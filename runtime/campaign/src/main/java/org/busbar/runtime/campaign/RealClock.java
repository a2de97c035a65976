package org.busbar.runtime.campaign;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.time.Clock;

/** The machine's time; its wall clock can be put wrong. Thread-safe. */
final class RealClock implements WorldClock {
  private final Clock system = Clock.system();
  private final long startNanos = system.nanos();
  private volatile Duration wallOffset = Duration.ZERO;

  @Override
  public long elapsed() {
    return system.nanos() - startNanos;
  }

  @Override
  public long elapsedOf(long nanos) {
    return nanos - startNanos;
  }

  @Override
  public void moveTo(long elapsed) {
    for (long left = elapsed - elapsed(); left > 0; left = elapsed - elapsed()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public synchronized void jump(Duration by) {
    wallOffset = wallOffset.plus(by);
  }

  @Override
  public long nanos() {
    return system.nanos();
  }

  @Override
  public Instant instant() {
    return system.instant().plus(wallOffset);
  }
}
