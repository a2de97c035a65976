package org.busbar.history.sqlite;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.busbar.api.face.Gateway;
import org.busbar.api.face.Site;
import org.busbar.api.history.HistoryStore;
import org.busbar.api.time.Clock;
import org.jspecify.annotations.Nullable;

/** Brings what sites say into the store, on one thread of lowest priority, four times a second. */
final class Recorder implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(250);

  private final HistoryStore store;
  private final Supplier<@Nullable Gateway> gateway;
  private final Clock clock;
  private final Map<Site, SiteRecorder> sites = new LinkedHashMap<>();
  private final Thread thread;
  private volatile boolean ended;

  Recorder(HistoryStore store, Supplier<@Nullable Gateway> gateway, Clock clock) {
    this.store = store;
    this.gateway = gateway;
    this.clock = clock;
    thread = new Thread(this::run, "busbar-history");
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!ended) {
      long due = clock.nanos() + PERIOD.toNanos();
      tick();
      for (long wait = PERIOD.toNanos(); wait > 0 && !ended; wait = due - clock.nanos()) {
        LockSupport.parkNanos(wait);
      }
    }
    sites.values().forEach(SiteRecorder::close);
  }

  /** One round over all sites. */
  void tick() {
    Gateway now = gateway.get();
    Collection<Site> present = now == null ? List.of() : now.sites();
    for (Site gone : new ArrayList<>(sites.keySet())) {
      if (!present.contains(gone)) {
        sites.remove(gone).close();
      }
    }
    for (Site site : present) {
      sites.computeIfAbsent(site, found -> new SiteRecorder(found, store, clock)).tick();
    }
  }

  /** Writes what has come so far and ends. */
  @Override
  public void close() {
    ended = true;
    LockSupport.unpark(thread);
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
