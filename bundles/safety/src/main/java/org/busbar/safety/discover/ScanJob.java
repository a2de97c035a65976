package org.busbar.safety.discover;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.Identified;
import org.busbar.api.safety.Discovery.Found;
import org.busbar.api.safety.Discovery.Progress;
import org.busbar.api.safety.Discovery.Scan;
import org.busbar.api.safety.Discovery.Search;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.ConnectionListener;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One search: a few connections at a time, one request after the other on each. */
final class ScanJob {
  private static final Logger LOG = LoggerFactory.getLogger(ScanJob.class);
  private static final int WORKERS = 4;
  private static final Duration BETWEEN_CONNECTIONS = Duration.ofMillis(50);
  private static final String PATIENCE = "500 ms";

  private final String id;
  private final Search search;
  private final Transport transport;
  private final Scout.Surroundings surroundings;
  private final Clock clock;
  private final Instant begun;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger tried = new AtomicInteger();
  private final AtomicInteger working = new AtomicInteger(WORKERS);
  private final List<Found> found = new CopyOnWriteArrayList<>();
  private volatile boolean cancelled;

  ScanJob(
      String id, Search search, Transport transport, Scout.Surroundings surroundings, Clock clock) {
    this.id = id;
    this.search = search;
    this.transport = transport;
    this.surroundings = surroundings;
    this.clock = clock;
    this.begun = clock.instant();
  }

  void start() {
    for (int i = 0; i < WORKERS; i++) {
      Thread worker = new Thread(this::work, "busbar-" + id + "-" + i);
      worker.setDaemon(true);
      worker.setPriority(Thread.MIN_PRIORITY);
      worker.start();
    }
  }

  String id() {
    return id;
  }

  boolean isRunning() {
    return working.get() > 0;
  }

  boolean cancel() {
    boolean ran = isRunning() && !cancelled;
    if (ran) {
      cancelled = true; // One that has ended stays done.
    }
    return ran;
  }

  Scan view() {
    Progress progress =
        cancelled ? Progress.CANCELLED : isRunning() ? Progress.RUNNING : Progress.DONE;
    int total = search.wires().size();
    return new Scan(
        id, search.transport(), progress, begun, tried.get(), total, List.copyOf(found));
  }

  private void work() {
    try {
      for (int at = next.getAndIncrement();
          at < search.wires().size() && !cancelled;
          at = next.getAndIncrement()) {
        look(search.wires().get(at));
        tried.incrementAndGet();
        LockSupport.parkNanos(BETWEEN_CONNECTIONS.toNanos() * WORKERS);
      }
    } catch (RuntimeException e) {
      LOG.error("{} failed", id, e);
    } finally {
      working.decrementAndGet();
    }
  }

  private void look(Map<String, String> wire) {
    Optional<Scout.Live> live = surroundings.live(search.transport(), wire);
    if (live.isPresent()) {
      ReadOnly shared = ReadOnly.of(live.get().connection());
      search.units().forEach(unit -> look(shared, wire, unit, live.get().devices()));
      return;
    }
    Map<String, String> settings = new HashMap<>(wire);
    settings.putIfAbsent("timeout", PATIENCE);
    if (wire.containsKey("host")) {
      settings.putIfAbsent("connect-timeout", PATIENCE);
    }
    Contact contact = new Contact();
    Connection own = transport.open(Scout.connection(search.transport(), settings), contact, clock);
    try {
      ReadOnly connection = ReadOnly.of(own);
      contact.await();
      boolean alive = true;
      for (int i = 0; i < search.units().size() && alive && !cancelled; i++) {
        boolean answered = look(connection, wire, search.units().get(i), Map.of());
        // Where somebody took the connection, or many share a line, another unit may answer.
        alive = answered || contact.wasMade || !wire.containsKey("host");
      }
    } finally {
      own.close();
    }
  }

  /** Returns whether anybody answered. */
  private boolean look(
      ReadOnly connection, Map<String, String> wire, int unit, Map<Integer, String> known) {
    if (known.containsKey(unit)) {
      found.add(new Found(wire, unit, "", "", "", "", known.get(unit)));
      return true;
    }
    PoliteReader reader = new PoliteReader(connection, unit, () -> cancelled);
    List<Found> here = new ArrayList<>();
    for (Driver driver : surroundings.drivers()) {
      try {
        for (Identified each : driver.identify(reader)) {
          here.add(new Found(wire, unit, driver.id(), each.type(), each.name(), each.text(), ""));
        }
      } catch (DeviceException e) {
        LOG.debug("{}: unit {} of {}", id, unit, wire, e);
      } catch (RuntimeException e) {
        LOG.error("driver {} failed at unit {} of {}", driver.id(), unit, wire, e);
      }
    }
    if (here.isEmpty() && reader.hasAnswered()) {
      here.add(new Found(wire, unit, "", "", "", "answers, and no profile knows it", ""));
    }
    found.addAll(here);
    return reader.hasAnswered();
  }

  /** Hears whether somebody took the connection; that nobody did is the usual case of a search. */
  static final class Contact implements ConnectionListener {
    private static final Duration SOON = Duration.ofMillis(700);
    private final CountDownLatch known = new CountDownLatch(1);
    private volatile boolean wasMade;

    /** What is asked before the connection is made is lost, and with it what that would prove. */
    void await() {
      try {
        if (!known.await(SOON.toMillis(), TimeUnit.MILLISECONDS)) {
          LOG.debug("nobody has taken the connection yet");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void connected() {
      wasMade = true;
      known.countDown();
    }

    @Override
    public void lost(DeviceException cause) {
      known.countDown();
      LOG.debug("lost while searching", cause);
    }
  }
}
