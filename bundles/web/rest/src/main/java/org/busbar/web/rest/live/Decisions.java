package org.busbar.web.rest.live;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.busbar.api.control.Decision;
import org.jspecify.annotations.Nullable;

/** Decisions worth telling: those that differ from the one before, and one a second. */
final class Decisions {
  /** How many are kept for clients that come back. */
  static final int MOST = 1000;

  /** How many wait at most for being looked at. */
  static final int MOST_WAITING = 1000;

  private static final long EACH_NANOS = Duration.ofSeconds(1).toNanos();

  private final Queue<Decision> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong missed = new AtomicLong();
  private final Ring<Decision> ring = new Ring<>(MOST);
  private @Nullable Decision told;

  /** Called on the site's loop: puts the decision aside, without a lock. */
  void made(Decision decision) {
    if (count.incrementAndGet() > MOST_WAITING) {
      count.decrementAndGet();
      missed.incrementAndGet();
      return;
    }
    waiting.add(decision);
  }

  /** Numbers what is worth telling; one thread only. */
  void sort() {
    for (Decision next = waiting.poll(); next != null; next = waiting.poll()) {
      count.decrementAndGet();
      if (isWorthTelling(next)) {
        Decision decision = next;
        ring.add(sequence -> decision);
        told = decision;
      }
    }
    ring.skip(missed.getAndSet(0));
  }

  private boolean isWorthTelling(Decision next) {
    Decision last = told;
    return last == null
        || next.nanos() - last.nanos() >= EACH_NANOS
        || !next.outcomes().equals(last.outcomes())
        || !losers(next).equals(losers(last));
  }

  private static List<String> losers(Decision decision) {
    return decision.dropped().stream()
        .map(dropped -> dropped.proposal().source() + "<" + dropped.against())
        .toList();
  }

  Ring<Decision> ring() {
    return ring;
  }
}
