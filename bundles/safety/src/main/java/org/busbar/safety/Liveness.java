package org.busbar.safety;

import java.time.Instant;
import java.util.Optional;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;

/** What a device told last. Written by the thread that hears it, read by any. */
final class Liveness {
  private volatile long expiresNanos;
  private volatile @Nullable Instant lastSeen;
  private volatile @Nullable Sample unusable;

  Liveness(long nowNanos) {
    this.expiresNanos = nowNanos - 1;
  }

  /** Takes what can be used; {@code isPulse} where the device is told alive by this point. */
  void heard(Sample judged, boolean isPulse) {
    if (isPulse && judged.expiresNanos() - expiresNanos > 0) {
      expiresNanos = judged.expiresNanos();
    }
    lastSeen = judged.measuredAt();
  }

  /** Takes what cannot be used. */
  void heardUnusable(Sample judged) {
    unusable = judged;
  }

  /** Whether any of the points by which it is told alive is fresh. */
  boolean isAlive(long nowNanos) {
    return nowNanos - expiresNanos <= 0;
  }

  /** When it last told what can be used; empty where it never did. */
  Optional<Instant> lastSeen() {
    return Optional.ofNullable(lastSeen);
  }

  /** Whether it told since then what cannot be used. */
  boolean toldUnusable(long sinceNanos) {
    Sample told = unusable;
    return told != null && told.measuredNanos() - sinceNanos >= 0;
  }
}
