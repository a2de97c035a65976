package org.busbar.history.recorder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.busbar.api.face.Gateway;
import org.busbar.api.face.Site;
import org.busbar.api.history.HistoryException;
import org.busbar.api.history.HistoryStore;
import org.busbar.api.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what sites say into the store in use, on one thread of lowest priority, four times a
 * second. It alone writes, so a store gives way to another between two batches.
 */
final class Recorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
  private static final Duration PERIOD = Duration.ofMillis(250);

  /** How long a batch that is being written is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final Supplier<@Nullable Gateway> gateway;
  private final Clock clock;
  private final ReentrantLock turn = new ReentrantLock();
  private final Map<Site, SiteRecorder> sites = new LinkedHashMap<>();
  private final Thread thread;
  private volatile @Nullable HistoryStore store;
  private volatile boolean ended;

  Recorder(Supplier<@Nullable Gateway> gateway, Clock clock) {
    this.gateway = gateway;
    this.clock = clock;
    thread = new Thread(this::run, "busbar-history");
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
  }

  void start() {
    thread.start();
  }

  /** The store that is written; null where there is none. */
  @Nullable HistoryStore store() {
    return store;
  }

  private void run() {
    while (!ended) {
      long due = clock.nanos() + PERIOD.toNanos();
      tick();
      // Who was freed from a store that hung goes on as before.
      Thread.interrupted();
      for (long wait = PERIOD.toNanos(); wait > 0 && !ended; wait = due - clock.nanos()) {
        LockSupport.parkNanos(wait);
      }
    }
    turn.lock();
    try {
      sites.values().forEach(SiteRecorder::close);
    } finally {
      turn.unlock();
    }
  }

  /** One round over all sites. */
  void tick() {
    turn.lock();
    try {
      Gateway now = gateway.get();
      Collection<Site> present = now == null || store == null ? waiting() : now.sites();
      for (Site gone : new ArrayList<>(sites.keySet())) {
        if (!present.contains(gone)) {
          sites.remove(gone).close();
        }
      }
      for (Site site : present) {
        sites.computeIfAbsent(site, found -> new SiteRecorder(found, this::store, clock)).tick();
      }
    } finally {
      turn.unlock();
    }
  }

  /** Sites that go on to be heard while there is no store: those of the one that went. */
  private Collection<Site> waiting() {
    Gateway now = gateway.get();
    return now == null ? List.of() : now.sites().stream().filter(sites::containsKey).toList();
  }

  /** Uses a store where none was in use. */
  void use(@Nullable HistoryStore first) {
    turn.lock();
    try {
      store = first;
    } finally {
      turn.unlock();
    }
  }

  /**
   * Goes over between two batches: what has come so far is written into the store in use, what
   * comes from then on into the other.
   *
   * @return for how long none was written; what came meanwhile waited in memory
   * @throws IllegalStateException where one of the two cannot; then the other is in use as before
   */
  Duration goOver(HistoryStore to) {
    if (!await()) {
      throw new IllegalStateException("A batch is still being written. Try again.");
    }
    try {
      HistoryStore from = store;
      sites.values().forEach(SiteRecorder::flush);
      long begun = clock.nanos();
      if (from != null) {
        pause(from);
      }
      store = to;
      try {
        for (SiteRecorder site : sites.values()) {
          site.open(to);
        }
      } catch (HistoryException | RuntimeException e) {
        store = from;
        leave(to);
        throw new IllegalStateException("It cannot write: " + e.getMessage(), e);
      }
      return Duration.ofNanos(clock.nanos() - begun);
    } finally {
      turn.unlock();
    }
  }

  /** Goes back, whatever the store in use does: what it did not acknowledge waits for the other. */
  Duration goBack(HistoryStore to) {
    boolean mine = await();
    if (!mine) {
      thread.interrupt();
      mine = await();
    }
    long begun = clock.nanos();
    HistoryStore from = store;
    store = to;
    try {
      if (mine && from != null) {
        leave(from);
      }
      return Duration.ofNanos(clock.nanos() - begun);
    } finally {
      if (mine) {
        turn.unlock();
      }
    }
  }

  /** Lets go of a store that goes, after it was given what has come so far. */
  void lose(HistoryStore gone, @Nullable HistoryStore next) {
    boolean mine = await();
    try {
      if (mine) {
        sites.values().forEach(SiteRecorder::flush);
        leave(gone);
      }
      store = next;
    } finally {
      if (mine) {
        turn.unlock();
      }
    }
  }

  /** How many sites are recorded, and whether one of them cannot be written. */
  String trouble() {
    turn.lock();
    try {
      return sites.values().stream()
          .map(SiteRecorder::trouble)
          .filter(text -> !text.isEmpty())
          .findFirst()
          .orElse("");
    } finally {
      turn.unlock();
    }
  }

  int users() {
    turn.lock();
    try {
      return sites.size();
    } finally {
      turn.unlock();
    }
  }

  private boolean await() {
    try {
      return turn.tryLock(PATIENCE.toMillis() / 2, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void pause(HistoryStore from) {
    try {
      from.pause();
    } catch (HistoryException | RuntimeException e) {
      throw new IllegalStateException("The store in use cannot let go: " + e.getMessage(), e);
    }
  }

  private static void leave(HistoryStore left) {
    try {
      left.pause();
    } catch (HistoryException | RuntimeException e) {
      LOG.warn("a history store that is left does not let go", e);
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
