package org.busbar.web.rest.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.busbar.api.time.Clock;

/** Sessions of browsers, in memory: a bounded number, each for a bounded time. Thread-safe. */
final class Sessions {
  static final Duration LIFE = Duration.ofHours(12);
  static final int MOST = 32;

  private final Clock clock;
  private final Secrets secrets;
  private final Map<String, Long> expiresNanos = new LinkedHashMap<>();

  Sessions(Clock clock, Secrets secrets) {
    this.clock = clock;
    this.secrets = secrets;
  }

  /** Opens a session and returns its id; the oldest goes where there are too many. */
  synchronized String open() {
    expiresNanos.values().removeIf(this::isOver);
    if (expiresNanos.size() >= MOST) {
      expiresNanos.remove(expiresNanos.keySet().iterator().next());
    }
    String id = secrets.fresh();
    expiresNanos.put(Secrets.fingerprint(id), clock.nanos() + LIFE.toNanos());
    return id;
  }

  synchronized boolean isOpen(String id) {
    Long expires = expiresNanos.get(Secrets.fingerprint(id));
    return expires != null && !isOver(expires);
  }

  synchronized void close(String id) {
    expiresNanos.remove(Secrets.fingerprint(id));
  }

  private boolean isOver(long expires) {
    return clock.nanos() - expires > 0;
  }
}
