package org.busbar.transport.modbus;

import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Units that hold up all others of their connection while a question to them is open: found by what
 * the others wait, and asked so that the others keep their time. Where the peer bears a second
 * connection they are asked whether they are well over that; else so rarely that it takes a
 * twentieth of the time. Pure, as the {@link Planner} whose part it is.
 */
final class Holdup {
  /** How long after a missing answer others are given the turn, to see whether they are held up. */
  private static final long GRACE = Duration.ofSeconds(1).toNanos();

  /** Where nothing at all was heard for longer, it is not one unit that holds up the others. */
  private static final long LONGEST = Duration.ofSeconds(10).toNanos();

  /** How long a peer that does not bear a second connection is spared another try. */
  private static final long BARRED = Duration.ofMinutes(10).toNanos();

  private static final long PAUSE_ASIDE = Duration.ofSeconds(1).toNanos();

  private final Patience patience;
  private boolean possible;
  private long barredUntil;

  /** Whom a question is open to over the second connection, and since when. */
  private @Nullable Unit aside;

  private long asideSince;

  /** Who did not answer and was the last to be asked by then; null once anybody is heard. */
  private @Nullable Unit by;

  private long from;

  /** Whether another was asked since and did not answer in time, either. */
  private boolean othersWait;

  Holdup(long now) {
    this.patience = new Patience(now);
    this.barredUntil = now;
  }

  /** The transport can make a second connection. */
  void allowAside() {
    possible = true;
  }

  void pass(long now) {
    patience.pass(now);
    if (barredUntil - now < 0) {
      barredUntil = now;
    }
  }

  /** A unit that has neighbours did not answer a question that was sent then. */
  void missed(Unit unit, long sent, long now) {
    unit.isOpen(sent);
    Unit asked = aside;
    if (by == null && asked != null && asked != unit && sent - asideSince > 0) {
      bar(now); // Asked over the second connection it holds up the first one, too.
      begin(asked, asideSince);
    }
    if (by == null) {
      begin(unit, sent);
    } else if (by != unit) {
      othersWait = true;
    }
  }

  private void begin(Unit unit, long sent) {
    by = unit;
    from = sent;
    othersWait = false;
  }

  /**
   * A unit was heard, in time or late.
   *
   * @param sent when it was asked, as far as known
   * @param timeout of the connection, ns
   */
  void heard(Unit unit, long sent, long now, long timeout) {
    Unit asked = aside;
    if (by == null && asked != null && asked != unit && sent - asideSince > 0) {
      if (now - sent > unit.longWait(timeout)) {
        bar(now);
        begin(asked, asideSince);
      }
    }
    long since = unit.closed(sent);
    Unit held = by;
    if (held == null || (held == unit && now - sent >= timeout)) {
      return;
    }
    by = null;
    long waited = now - (since - from > 0 ? since : from) - unit.shortWait(timeout);
    if (held != unit && waited > 0) {
      held.holdsUp();
      patience.spend(now - from);
    }
  }

  /** The way to the units was made anew. */
  void reached() {
    Unit held = by;
    if (held != null && othersWait) {
      held.holdsUp(); // It may be: nothing is charged, for the peer itself may have been away.
    }
    by = null;
  }

  /** How long until a silent unit may be asked over the shared connection. */
  long untilAsked(Unit unit, long now) {
    if (by == unit) {
      long until = from + (othersWait ? LONGEST : GRACE) - now;
      return Math.max(0, until);
    }
    if (!unit.isHoldingUp()) {
      return 0;
    }
    return isAside(now) ? GRACE : patience.missing();
  }

  /** The silent unit that has waited longest to be asked over the second connection, or null. */
  @Nullable Unit toAskAside(Collection<Unit> units, long now) {
    Unit longest = null;
    if (isAside(now) && aside == null) {
      for (Unit unit : units) {
        boolean ready =
            unit.isSilent() && unit.isHoldingUp() && unit != by && unit.probeAt - now <= 0;
        if (ready && (longest == null || unit.probeAt - longest.probeAt < 0)) {
          longest = unit;
        }
      }
    }
    return longest;
  }

  private boolean isAside(long now) {
    return possible && barredUntil - now <= 0;
  }

  void askedAside(Unit unit, long now) {
    aside = unit;
    asideSince = now;
  }

  /**
   * The question over the second connection came to its end.
   *
   * @param well whether it was answered in time
   * @return whether the unit may be asked over the shared connection again: the first time at once,
   *     but where it held up the others again soon after that, not before their time is made up for
   */
  boolean endedAside(boolean well, long now) {
    Unit unit = aside;
    aside = null;
    if (unit == null) {
      return false;
    }
    unit.probeAt = now + PAUSE_ASIDE;
    return well && (unit.returns() | patience.isLeft());
  }

  /** The peer does not bear a second connection. */
  void bar(long now) {
    barredUntil = now + BARRED;
  }
}
