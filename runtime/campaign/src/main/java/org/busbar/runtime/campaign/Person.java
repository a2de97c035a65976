package org.busbar.runtime.campaign;

import org.busbar.api.face.ModeStatus;
import org.busbar.api.face.Site;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.SiteState;

/** Whoever looks after the site: resets once all is well again, then starts. */
final class Person implements World.Observer {
  private static final long PATIENCE_NANOS = 20 * World.SECOND_NANOS;
  private static final long AGAIN_NANOS = 10 * World.SECOND_NANOS;

  private volatile boolean troubled;
  private String refusal = "";
  private volatile long wellSinceNanos;
  private long actedNanos = -AGAIN_NANOS;
  private volatile long startedNanos = Long.MIN_VALUE;

  /** Whether something is wrong at the plant; nobody resets then. */
  void troubled(boolean now, long elapsedNanos) {
    wellSinceNanos = elapsedNanos;
    troubled = now;
  }

  /** Takes the site out of RUNNING; it is started again after the usual pause. */
  void pause(World world, String reason) {
    actedNanos = world.elapsed();
    world.ifUp(kernel -> kernel.site().request(SiteState.IDLE, "person", reason));
  }

  /** When the site was last asked to run, elapsed. */
  long startedNanos() {
    return startedNanos;
  }

  /** Gives plug-ins that were quarantined another try. */
  private void bringBack(Site site, long now) {
    for (ModeStatus mode : site.modes()) {
      if (mode.state().equals("QUARANTINED")) {
        actedNanos = now;
        heard(site.enable(mode.config().id(), true, "person", "mended"));
      }
    }
  }

  private void heard(Answer answer) {
    if (answer instanceof Answer.Refused refused) {
      refusal = refused.reason();
    }
  }

  /** Why the last request was refused; empty where none was. */
  String refusal() {
    return refusal;
  }

  @Override
  public void stepped(World world) {
    Site site = world.site();
    long now = world.elapsed();
    if (site == null || now - actedNanos < AGAIN_NANOS) {
      return;
    }
    SiteState state = site.status().state();
    boolean calm = !troubled && now - wellSinceNanos > PATIENCE_NANOS;
    if (calm && state == SiteState.RUNNING) {
      bringBack(site, now);
    }
    if (state == SiteState.IDLE) {
      startedNanos = now;
      actedNanos = now;
      heard(site.request(SiteState.RUNNING, "person", "start"));
    } else if (state == SiteState.STOPPED) {
      actedNanos = now;
      Answer back = site.request(SiteState.IDLE, "person", "back");
      if (back instanceof Answer.Refused && calm) {
        heard(site.reset("person", "looked at and found well"));
      }
    } else if (state == SiteState.ERROR && calm) {
      actedNanos = now;
      heard(site.reset("person", "looked at and found well"));
    }
  }
}
