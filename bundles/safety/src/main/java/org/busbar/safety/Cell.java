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
  private final AtomicReference<GateCell> state =
      new AtomicReference<>(new GateCell(Optional.empty(), 0));

  GateCell get() {
    return state.get();
  }

  /** Closes; the first cause stands. Returns whether it was open. */
  boolean close(Cause cause) {
    while (true) {
      GateCell now = state.get();
      Optional<Cause> first = now.isOpen() ? Optional.of(cause) : now.cause();
      if (state.compareAndSet(now, new GateCell(first, now.epoch() + 1))) {
        return now.isOpen();
      }
    }
  }

  /** Opens, unless anything has closed it since it was looked at. On the site's loop only. */
  boolean open(GateCell granted) {
    return state.compareAndSet(granted, new GateCell(Optional.empty(), granted.epoch() + 1));
  }
}
