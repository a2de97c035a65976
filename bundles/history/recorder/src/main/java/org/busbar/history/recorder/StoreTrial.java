package org.busbar.history.recorder;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.history.HistoryStore;
import org.busbar.api.plugin.Trial;
import org.busbar.api.time.Clock;
import org.jspecify.annotations.Nullable;

/** A store beside the one in use: it reads what that wrote, and is written only when moved to. */
final class StoreTrial implements Trial {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HistoryRecorder stores;
  private final Clock clock;
  private final Set<Long> next;
  private final long begunNanos;

  /** The store that gives way; null where none of it is in use. */
  private final @Nullable HistoryStore old;

  private @Nullable HistoryStore moved;

  /** The one that was compared and reads the same: that is not asked again each time. */
  private @Nullable HistoryStore same;

  StoreTrial(HistoryRecorder stores, Clock clock, Set<Long> old, Set<Long> next) {
    this.stores = stores;
    this.clock = clock;
    this.next = next;
    this.begunNanos = clock.nanos();
    this.old = stores.of(old).filter(store -> store == stores.recorder().store()).orElse(null);
  }

  @Override
  public Standing standing() {
    HistoryStore now = moved;
    if (now != null) {
      return afterMove(now);
    }
    HistoryStore from = old;
    if (from == null) {
      return new Standing(State.GOOD, List.of("No store gives way."));
    }
    Optional<HistoryStore> to = stores.of(next);
    if (to.isEmpty()) {
      return awaited("No store is offered");
    }
    if (same != to.get()) {
      Optional<String> difference = new Comparison(stores.sites(), clock).of(from, to.get());
      if (difference.isPresent()) {
        return awaited(difference.get());
      }
      same = to.get();
    }
    return new Standing(State.GOOD, List.of("It reads what the store in use wrote."));
  }

  private Standing afterMove(HistoryStore now) {
    String trouble = stores.recorder().trouble();
    if (stores.recorder().store() != now) {
      return new Standing(State.BAD, List.of("The store is gone."));
    }
    return trouble.isEmpty()
        ? new Standing(State.GOOD, List.of("History is written."))
        : new Standing(State.BAD, List.of("History is not written: " + trouble));
  }

  private Standing awaited(String what) {
    return clock.nanos() - begunNanos < PATIENCE.toNanos()
        ? new Standing(State.TRYING, List.of(what + " yet."))
        : new Standing(State.BAD, List.of(what + "."));
  }

  @Override
  public Moved move() {
    Standing now = standing();
    if (now.state() != State.GOOD) {
      throw new IllegalStateException(String.join(" ", now.words()));
    }
    if (old == null || moved != null) {
      return new Moved(0, Duration.ZERO);
    }
    HistoryStore to = stores.of(next).orElseThrow(IllegalStateException::new);
    Duration gap = stores.recorder().goOver(to);
    moved = to;
    return new Moved(stores.recorder().users(), gap);
  }

  @Override
  public Moved back() {
    HistoryStore from = old;
    if (from == null || moved == null) {
      return new Moved(0, Duration.ZERO);
    }
    moved = null;
    return new Moved(stores.sites().size(), stores.recorder().goBack(from));
  }

  /** Holds nothing: a store that is not in use goes with its bundle. */
  @Override
  public void close() {}
}
