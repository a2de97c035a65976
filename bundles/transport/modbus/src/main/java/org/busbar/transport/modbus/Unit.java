package org.busbar.transport.modbus;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What is known of one unit of a connection. A unit that was silent once is only probed, at first
 * at once, then ever more rarely, until it is heard. Used by the connection's thread only.
 */
final class Unit {
  private static final long FIRST_DELAY = Duration.ofMillis(500).toNanos();
  private static final long GREATEST_DELAY = Duration.ofSeconds(2).toNanos();
  private static final long HEALTHY_AFTER = Duration.ofSeconds(10).toNanos();
  private static final long UNKNOWN_WAIT = Duration.ofMillis(250).toNanos();
  private static final long AFTER_CUT = Duration.ofMillis(50).toNanos();
  private static final long MARGIN = Duration.ofMillis(10).toNanos();
  private static final long LEAST_WAIT = Duration.ofMillis(20).toNanos();

  final int id;

  /** Least time between an answer of it and the next request to it. */
  long pauseNanos;

  /** Before this no request may be sent to it, monotonic ns. */
  long notBefore;

  /** While silent: when it is to be probed next, monotonic ns. */
  long probeAt;

  private boolean silent;
  private long silentSince;
  private long heardSince;
  private int silences;
  private long roundTrip;
  private int nextProbe;

  /** Whether the connection was lost while it was asked, and it was not heard since. */
  private boolean cut;

  /** Whether asking it is what ends the connection. */
  private boolean guilty;

  /** When the first question was sent that it did not answer in time, 0 where it answered since. */
  private long openSince;

  /** Whether others were not answered while a question to it was open. */
  private boolean holdingUp;

  /** Whether it has come back from being asked over a second connection, not long ago. */
  private boolean returned;

  Unit(int id, long now) {
    this.id = id;
    this.notBefore = now;
    this.heardSince = now;
  }

  boolean isSilent() {
    return silent;
  }

  /** Since when it is silent, monotonic ns. */
  long silentSince() {
    return silentSince;
  }

  /** Turn of its blocks in probing, so that one bad block cannot keep it silent. */
  int nextProbe(int blocks) {
    return Math.floorMod(nextProbe, blocks);
  }

  /** Whether it has been silent not long ago. */
  boolean isDoubtful() {
    return silences > 0;
  }

  /** How long to wait for it where the wait is at the expense of others. */
  long shortWait(long timeout) {
    if (roundTrip == 0) {
      return Math.min(timeout, UNKNOWN_WAIT);
    }
    return Math.min(timeout, Math.max(LEAST_WAIT, 2 * roundTrip + MARGIN));
  }

  /** How long to wait for it at the expense of others while nothing speaks against it. */
  long longWait(long timeout) {
    return Math.min(timeout, Math.max(UNKNOWN_WAIT, 5 * shortWait(timeout)));
  }

  /** Whether it has never been heard. */
  boolean isUnknown() {
    return roundTrip == 0;
  }

  /**
   * It answered.
   *
   * @return whether it had been silent
   */
  boolean heard(long now, long roundTripNanos) {
    roundTrip = Math.max(Math.max(1, roundTripNanos), roundTrip - roundTrip / 32);
    boolean back = silent;
    cut = false;
    guilty = false;
    if (back) {
      silent = false;
      heardSince = now;
    } else if (silences > 0 && now - heardSince > HEALTHY_AFTER) {
      silences = 0;
      holdingUp = false;
      returned = false;
    }
    return back;
  }

  /** A question that was sent then is not answered in time. */
  void isOpen(long sent) {
    openSince = openSince == 0 ? sent : openSince;
  }

  /** Since when it was waited for when it was heard; the last question to it was sent then. */
  long closed(long sent) {
    long since = openSince == 0 ? sent : openSince;
    openSince = 0;
    return since;
  }

  /** Asking it holds up the others. */
  void holdsUp() {
    holdingUp = true;
  }

  boolean isHoldingUp() {
    return holdingUp;
  }

  /**
   * It is to be asked beside the others again.
   *
   * @return whether for the first time since it was well for long
   */
  boolean returns() {
    boolean first = !returned;
    returned = true;
    return first;
  }

  /**
   * It did not answer, or not in a way that can be understood.
   *
   * @return whether it had not been silent before
   */
  boolean missed(long now, RandomGenerator random) {
    boolean first = !silent;
    if (first) {
      silent = true;
      silentSince = now;
    }
    nextProbe++;
    long delay = 0;
    if (silences > 0) {
      delay = Math.min(GREATEST_DELAY, FIRST_DELAY << Math.min(silences - 1, 8));
      delay = (long) (delay * (0.8 + 0.2 * random.nextDouble()));
    }
    silences++;
    probeAt = now + delay;
    return first;
  }

  /**
   * The connection was lost while it was asked; others go first on the next.
   *
   * @return whether that was so the last time, too
   */
  boolean cut(long now, boolean isAlone) {
    boolean again = cut;
    cut = true;
    guilty |= again;
    notBefore = isAlone ? now : now + AFTER_CUT;
    return again;
  }

  /** Asking it has ended the connection: a new connection is no reason to ask it sooner. */
  void blame() {
    guilty = true;
  }

  /** The way to it was made anew: it may be probed at once. */
  void reached(long now) {
    notBefore = cut ? notBefore : now;
    if (!guilty) {
      probeAt = now;
      silences = Math.min(silences, 1);
    }
  }

  /** Another unit of the bus came back: this one may have, too. */
  void mayBeBack(long now) {
    if (silent && probeAt - now > 0) {
      probeAt = now;
      silences = Math.min(silences, 1);
    }
  }
}
