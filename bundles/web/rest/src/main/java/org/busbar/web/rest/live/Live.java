package org.busbar.web.rest.live;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.time.Clock;
import org.busbar.web.rest.Sites;
import org.busbar.web.rest.metrics.LiveFigures;
import org.busbar.web.rest.view.Projection;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread on which frames are made. */
@Component(service = {Live.class, LiveFigures.class})
public final class Live implements LiveFigures {
  private static final Logger LOG = LoggerFactory.getLogger(Live.class);

  private static final long ROUND_NANOS = Duration.ofMillis(25).toNanos();
  private static final long IDLE_NANOS = Duration.ofMillis(250).toNanos();
  private static final long PATIENCE_MS = 2_000;

  private final LiveHub hub;
  private final Thread thread;
  private volatile boolean stopped;

  /** Tells of these sites. */
  @Activate
  public Live(@Reference Sites sites) {
    hub = new LiveHub(sites::first, new Projection(Clock.system()));
    thread = Thread.ofPlatform().name("live").daemon().start(this::rounds);
  }

  private void rounds() {
    while (!stopped) {
      try {
        hub.round();
      } catch (RuntimeException e) {
        LOG.error("a round of the live interface failed", e);
      }
      LockSupport.parkNanos(hub.clients() == 0 ? IDLE_NANOS : ROUND_NANOS);
    }
  }

  LiveHub hub() {
    return hub;
  }

  @Override
  public int clients() {
    return hub.clients();
  }

  @Override
  public long dropped() {
    return hub.dropped();
  }

  /** Lets everybody go. */
  @Deactivate
  public void stop() {
    stopped = true;
    LockSupport.unpark(thread);
    try {
      thread.join(PATIENCE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    hub.close();
  }
}
