package org.busbar.api.vocabulary;

import java.time.Instant;

/**
 * One value of a point. Immutable; it expires by itself and is only ever replaced by a newer one.
 *
 * @param address where it belongs
 * @param value in the point's unit, positive into the busbar where the point is signed; NaN where
 *     unknown, and always NaN where the quality is INVALID
 * @param quality as judged when it was made; ask {@link #qualityAt} for now
 * @param measuredNanos monotonic time at which it was measured (for a polled device: when the
 *     request that brought it was sent), in ns of {@code Clock.nanos()}
 * @param expiresNanos monotonic time after which it is STALE, in ns of {@code Clock.nanos()}
 * @param measuredAt wall-clock time of the measurement, for people
 */
public record Sample(
    Address address,
    double value,
    Quality quality,
    long measuredNanos,
    long expiresNanos,
    Instant measuredAt) {

  /** Makes the value of an INVALID sample NaN, so that nobody can use it by mistake. */
  public Sample {
    if (quality == Quality.INVALID) {
      value = Double.NaN;
    }
  }

  /** Quality at a moment: a usable sample whose deadline has passed is STALE. */
  public Quality qualityAt(long nowNanos) {
    return quality.isUsable() && nowNanos - expiresNanos > 0 ? Quality.STALE : quality;
  }

  /** The value if it may be used at that moment, NaN otherwise. Always ask isFinite first. */
  public double usableAt(long nowNanos) {
    return qualityAt(nowNanos).isUsable() ? value : Double.NaN;
  }

  /** The same measurement with another verdict. */
  public Sample judged(Quality verdict) {
    return new Sample(address, value, verdict, measuredNanos, expiresNanos, measuredAt);
  }
}
