package org.busbar.safety.guard;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.busbar.api.device.write.guard.Beats;
import org.busbar.api.device.write.guard.Beats.Counter;
import org.busbar.api.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The supervisor as the gateway sees it: there as long as its counter moves. Told the gateway's own
 * beat by the lease thread; asked by any.
 */
public final class Supervision {
  private static final Logger LOG = LoggerFactory.getLogger(Supervision.class);

  /** A supervisor that has not moved for this long guards nothing. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Clock clock;
  private final @Nullable Beats beats;
  private final String refusal;
  private final String told;
  private long seen;
  private long movedNanos;
  private volatile boolean there;

  private Supervision(Clock clock, @Nullable Beats beats, String refusal, String told) {
    this.clock = clock;
    this.beats = beats;
    this.refusal = refusal;
    this.told = told;
    this.movedNanos = clock.nanos() - PATIENCE.toNanos();
  }

  /** Without a supervisor. */
  public static Supervision none() {
    return new Supervision(Clock.system(), null, "", "");
  }

  /**
   * Joins the supervisor that made these counters; one that cannot be joined guards nothing.
   *
   * @param told what it says of the gateway before, empty where nothing
   */
  public static Supervision join(Path counters, String told, Clock clock) {
    try {
      Supervision joined = new Supervision(clock, Beats.join(counters), "", told);
      joined.look();
      return joined;
    } catch (IOException e) {
      LOG.error("there is no supervisor: {}", e.getMessage());
      return new Supervision(clock, null, String.valueOf(e.getMessage()), told);
    }
  }

  /** Whether there should be one: it was promised at the start. */
  public boolean isExpected() {
    return beats != null || !refusal.isEmpty();
  }

  /** How the gateway before ended and what was done about it, empty where that is not worth it. */
  public String told() {
    return told;
  }

  /** Whether it guards us now. */
  public boolean isThere() {
    return there;
  }

  /** Why it does not guard us, for people. */
  public String missing() {
    return refusal.isEmpty() ? "the supervisor does not beat any more" : refusal;
  }

  /**
   * One round of the lease thread.
   *
   * @param onTime whether the loops of all sites step on time and nobody waits for a writer in vain
   */
  public void beat(boolean onTime) {
    if (beats == null) {
      return;
    }
    beats.count(Counter.LEASES);
    if (onTime) {
      beats.count(Counter.LOOPS);
    }
    look();
  }

  private void look() {
    if (beats == null) {
      return;
    }
    long now = clock.nanos();
    long counter = beats.get(Counter.SUPERVISOR);
    if (counter != seen) {
      seen = counter;
      movedNanos = now;
    }
    there = now - movedNanos < PATIENCE.toNanos();
  }

  /** Everything was left in order; nothing beats from now on. */
  public void close() {
    there = false;
    if (beats != null) {
      beats.count(Counter.CLOSED);
    }
  }
}
