package org.busbar.safety;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.GateCell;

/**
 * Gate cell of one device. Lock-free: any thread closes, the site's loop opens.
 *
 * <p>Every closing puts a new instance in place, also where the cell was closed before. A reset is
 * granted on the instance that was looked at, so whatever closes in between is never lost.
 */
final class Cell {
  /**
   * The cell with the course of its stop: of several the most urgent, since the first of its kind.
   *
   * @param category stop category, 0 or 1; 0 where it is open
   * @param sinceNanos when a cause of that category came first
   * @param firstEpoch epoch since which nothing has closed or opened it; sessions changed at most
   */
  record Shut(GateCell cell, int category, long sinceNanos, int firstEpoch) {
    Shut(GateCell cell, int category, long sinceNanos) {
      this(cell, category, sinceNanos, cell.epoch());
    }

    /** The epoch that counts now for what was decided in another; the other where none does. */
    int now(int decided) {
      boolean stands = decided - firstEpoch >= 0 && cell.epoch() - decided >= 0;
      return stands ? cell.epoch() : decided;
    }
  }

  private final AtomicReference<Shut> state =
      new AtomicReference<>(new Shut(new GateCell(Optional.empty(), 0), 0, 0));

  GateCell get() {
    return state.get().cell();
  }

  Shut shut() {
    return state.get();
  }

  /** Closes at once; the first cause stands. Returns whether it was open. */
  boolean close(Cause cause) {
    return close(cause, 0);
  }

  /** Closes by a stop category; the first cause stands. Returns whether it was open. */
  boolean close(Cause cause, int category) {
    while (true) {
      Shut now = state.get();
      GateCell before = now.cell();
      boolean wasOpen = before.isOpen();
      boolean urges = wasOpen || category < now.category();
      Optional<Cause> first = wasOpen ? Optional.of(cause) : before.cause();
      Shut next =
          new Shut(
              new GateCell(first, before.epoch() + 1),
              urges ? category : now.category(),
              urges ? cause.nanos() : now.sinceNanos());
      if (state.compareAndSet(now, next)) {
        return wasOpen;
      }
    }
  }

  /** Another session has the device from now on: the epoch is another, what stands stands. */
  void renew() {
    state.updateAndGet(
        now ->
            new Shut(
                new GateCell(now.cell().cause(), now.cell().epoch() + 1),
                now.category(),
                now.sinceNanos(),
                now.firstEpoch()));
  }

  /** Opens, unless anything has closed it since it was looked at. On the site's loop only. */
  boolean open(GateCell granted) {
    Shut now = state.get();
    return now.cell() == granted
        && state.compareAndSet(
            now, new Shut(new GateCell(Optional.empty(), granted.epoch() + 1), 0, 0));
  }
}
