package org.busbar.history.recorder;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.busbar.api.control.Decision;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.face.SampleTap;
import org.busbar.api.face.Site;
import org.busbar.api.history.HistoryBatch;
import org.busbar.api.history.HistoryException;
import org.busbar.api.history.HistoryStore;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records one site. While the store fails it keeps the newest in memory, and says so once. */
final class SiteRecorder implements AutoCloseable {
  /** Source of the events raised here. */
  static final String SOURCE = "history";

  /** Kind of the alarm that nothing can be kept. */
  static final String NOT_WRITTEN = "history-not-written";

  /** Kind of the warning that what is kept is not compressed or archived. */
  static final String NOT_IN_ORDER = "history-not-in-order";

  private static final Logger LOG = LoggerFactory.getLogger(SiteRecorder.class);
  private static final int TAP = 20_000;
  private static final int DECISIONS = 1_000;
  private static final int EVENTS = 1_000;
  private static final int BATCH = 10_000;
  private static final long MAINTAIN_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long RETRY_NANOS = Duration.ofSeconds(2).toNanos();

  /** How many samples, decisions and events wait in memory while the store fails. */
  static final int MOST_SAMPLES = 50_000;

  private final Site site;
  private final Supplier<@Nullable HistoryStore> store;
  private final Clock clock;
  private final SampleTap tap;
  private final Site.Subscription subscription;
  private final BlockingQueue<Decision> decided = new ArrayBlockingQueue<>(DECISIONS);
  private final Selection selection = new Selection();
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final Deque<Decision> decisions = new ArrayDeque<>();
  private final Deque<Event> events = new ArrayDeque<>();
  private long lastEvent;
  private long maintainNanos;
  private long retryNanos;
  private long lost;
  private boolean failing;
  private String why = "";
  private boolean untidy;

  SiteRecorder(Site site, Supplier<@Nullable HistoryStore> store, Clock clock) {
    this.site = site;
    this.store = store;
    this.clock = clock;
    tap = site.tapSamples(TAP);
    // A full queue drops the decision: the next one says the same or what has changed since.
    subscription = site.listen((snapshot, changed, decision) -> decided.offer(decision));
    maintainNanos = clock.nanos();
  }

  void tick() {
    collect();
    long now = clock.nanos();
    if (!failing || now - retryNanos >= 0) {
      write();
    }
    if (!failing && now - maintainNanos >= 0) {
      maintainNanos = now + MAINTAIN_NANOS;
      maintain();
    }
  }

  private void collect() {
    tap.drainTo(samples, TAP);
    List<Decision> came = new ArrayList<>();
    decided.drainTo(came);
    for (Decision decision : came) {
      if (selection.keeps(decision)) {
        decisions.add(decision);
      }
    }
    List<Event> raised = site.events(lastEvent, EVENTS);
    if (!raised.isEmpty()) {
      lastEvent = raised.getLast().sequence();
      events.addAll(raised);
    }
    lost += bound(samples, MOST_SAMPLES) + bound(decisions, DECISIONS) + bound(events, EVENTS);
  }

  private static long bound(Deque<?> queue, int most) {
    long dropped = 0;
    while (queue.size() > most) {
      queue.removeFirst();
      dropped++;
    }
    return dropped;
  }

  /** Gives the store in use what has come so far, unless it fails anyway. */
  void flush() {
    collect();
    if (!failing) {
      write();
    }
  }

  /** Has a store opened that is to be written from now on. */
  void open(HistoryStore next) throws HistoryException {
    next.append(site.model().id(), HistoryBatch.of(List.of()));
    retryNanos = clock.nanos();
  }

  /** Why nothing can be kept, in one sentence; empty where it can. */
  String trouble() {
    return failing ? why : "";
  }

  private void write() {
    HistoryStore now = store.get();
    if (now == null) {
      return;
    }
    while (!samples.isEmpty() || !decisions.isEmpty() || !events.isEmpty()) {
      List<Sample> batch = samples.stream().limit(BATCH).toList();
      try {
        now.append(
            site.model().id(),
            new HistoryBatch(batch, List.copyOf(decisions), List.copyOf(events)));
      } catch (HistoryException | RuntimeException e) {
        // A store is a plug-in: what it throws stays here.
        failed(e);
        return;
      }
      for (int i = 0; i < batch.size(); i++) {
        samples.removeFirst();
      }
      decisions.clear();
      events.clear();
      if (failing) {
        failing = false;
        site.raise(
            Severity.INFO,
            SOURCE,
            NOT_WRITTEN,
            "History is written again; " + lost + " records were lost in between");
        lost = 0;
      }
    }
  }

  private void failed(Exception e) {
    why = String.valueOf(e.getMessage());
    retryNanos = clock.nanos() + RETRY_NANOS;
    if (!failing) {
      failing = true;
      LOG.warn("history of {} is not written", site.model().id(), e);
      site.raise(
          Severity.ALARM,
          SOURCE,
          NOT_WRITTEN,
          "History cannot be written; the newest "
              + MOST_SAMPLES
              + " samples wait in memory, control goes on: "
              + e.getMessage());
    }
  }

  private void maintain() {
    HistoryStore now = store.get();
    if (now == null) {
      return;
    }
    try {
      now.maintain(site.model().id(), clock.instant(), site.model().history());
      if (untidy) {
        untidy = false;
        site.raise(Severity.INFO, SOURCE, NOT_IN_ORDER, "History is put in order again");
      }
    } catch (HistoryException | RuntimeException e) {
      if (!untidy) {
        untidy = true;
        LOG.warn("history of {} is not put in order", site.model().id(), e);
        site.raise(
            Severity.WARNING,
            SOURCE,
            NOT_IN_ORDER,
            "History is kept but not compressed or archived; tried again every minute: "
                + e.getMessage());
      }
    }
  }

  /** Writes what has come so far, once, and ends. */
  @Override
  public void close() {
    subscription.close();
    tap.close();
    collect();
    write();
  }
}
