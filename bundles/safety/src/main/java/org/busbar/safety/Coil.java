package org.busbar.safety;

import java.time.Duration;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;

/**
 * What the relay of a contactor is to do: said by its controller alone on the lease thread, done by
 * the relay's writer. To hold it closed expires like everything that is commanded.
 */
final class Coil {
  private static final long LEASE_NANOS = Duration.ofSeconds(3).toNanos();

  private final NodeId relay;
  private volatile boolean closed;
  private volatile long untilNanos;
  private volatile boolean guarded;
  private volatile boolean open;
  private volatile boolean lapsed;

  Coil(NodeId relay) {
    this.relay = relay;
  }

  /**
   * Says what it is to do; returns whether that is something else than before. One whose time to be
   * held ran out is not held on: nobody knows where its contactor has gone meanwhile.
   */
  boolean command(boolean close, long nowNanos) {
    boolean changes = closed != close;
    if (!close) {
      lapsed = false;
    } else if (closed && nowNanos - untilNanos >= 0) {
      lapsed = true;
    }
    untilNanos = nowNanos + LEASE_NANOS;
    closed = close;
    if (close) {
      open = false;
    }
    return changes;
  }

  boolean drives(Lane lane) {
    return lane.writable().quantity().equals(Points.SWITCH_ON)
        && lane.writable().node().equals(relay);
  }

  /** Whether it is to be held closed at a moment. */
  boolean isClosed(long nowNanos) {
    return closed && !lapsed && nowNanos - untilNanos < 0;
  }

  /** The relay's own timer has run out, or may have: it is to be opened before it closes again. */
  void lapse() {
    lapsed = true;
  }

  /** Whether it was to be held closed and was not, so that all of the pack must open. */
  boolean hasLapsed(long nowNanos) {
    return closed && (lapsed || nowNanos - untilNanos >= 0);
  }

  /**
   * Told by the writer: whether somebody opens it when this process dies, and whether it opened.
   */
  void told(boolean somebodyOpens, boolean opened) {
    guarded = somebodyOpens;
    open = opened && !closed;
  }

  boolean isGuarded() {
    return guarded;
  }

  /** Whether the relay took the command to open, and none to close came since. */
  boolean isOpen() {
    return open;
  }
}
