package org.busbar.safety;

import java.time.Duration;

/**
 * When a meter that has passed is to be tested again while the site runs. A loop that stands at a
 * limit shows nothing: what its meter says may be anything. One that hunts may have a meter that
 * tells too much. On the site's loop.
 */
final class Retest {
  private static final long STANDS_NANOS = Duration.ofMinutes(2).toNanos();
  private static final long UNCLEAR_NANOS = Duration.ofMinutes(1).toNanos();

  /** Each one takes the loop its meter for half a minute. */
  private static final long REST_NANOS = Duration.ofHours(1).toNanos();

  private boolean standing;
  private boolean hunted;
  private boolean tested;
  private boolean unclear;
  private long sinceNanos;
  private long testedNanos;

  /** The site was started: what was before tells nothing. */
  void started() {
    standing = false;
    hunted = false;
    tested = false;
    unclear = false;
  }

  /** A test has ended; whether that of the start or one more, and whether it told nothing. */
  void ended(boolean first, boolean withoutResult, long nowNanos) {
    standing = false;
    hunted = false;
    tested = !first;
    unclear = withoutResult;
    testedNanos = nowNanos;
  }

  /**
   * Whether it is due.
   *
   * @param stands whether the device is held at the end of what is allowed
   * @param hunts whether its setpoint went to and fro, and is held back; tested after that
   */
  boolean isDue(boolean stands, boolean hunts, long nowNanos) {
    sinceNanos = standing ? sinceNanos : nowNanos;
    standing = stands;
    hunted |= hunts;
    long passed = nowNanos - testedNanos;
    if (unclear && !tested) {
      return passed >= UNCLEAR_NANOS;
    }
    boolean rested = !tested || passed >= REST_NANOS;
    return rested && !hunts && (hunted || stands && nowNanos - sinceNanos >= STANDS_NANOS);
  }
}
