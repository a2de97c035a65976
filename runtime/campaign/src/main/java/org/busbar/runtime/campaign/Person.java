package org.busbar.runtime.campaign;

import org.busbar.api.face.Site;
import org.busbar.api.safety.SiteState;

/** Whoever looks after the site: resets once all is well again, then starts. */
final class Person implements World.Observer {
  private static final long PATIENCE_NANOS = 20 * World.SECOND_NANOS;
  private static final long AGAIN_NANOS = 10 * World.SECOND_NANOS;

  private boolean troubled;
  private long wellSinceNanos;
  private long actedNanos = -AGAIN_NANOS;
  private long startedNanos = Long.MIN_VALUE;

  /** Whether something is wrong at the plant; nobody resets then. */
  void troubled(boolean now, long elapsedNanos) {
    troubled = now;
    wellSinceNanos = elapsedNanos;
  }

  /** When the site was last asked to run, elapsed. */
  long startedNanos() {
    return startedNanos;
  }

  @Override
  public void stepped(World world) {
    Site site = world.site();
    long now = world.elapsed();
    if (site == null || now - actedNanos < AGAIN_NANOS) {
      return;
    }
    SiteState state = site.status().state();
    if (state == SiteState.IDLE) {
      startedNanos = now;
      actedNanos = now;
      site.request(SiteState.RUNNING, "person", "start");
    } else if (state == SiteState.STOPPED) {
      actedNanos = now;
      site.request(SiteState.IDLE, "person", "back");
    } else if (state == SiteState.ERROR && !troubled && now - wellSinceNanos > PATIENCE_NANOS) {
      actedNanos = now;
      site.reset("person", "looked at and found well");
    }
  }
}
