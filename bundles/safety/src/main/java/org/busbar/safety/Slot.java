package org.busbar.safety;

import java.util.Optional;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;

/**
 * The newest sample of one address, and the limit that trips its device. Written by the receiving
 * thread, read by any.
 */
final class Slot {
  private final Address address;
  private final @Nullable Interval trip;
  private final boolean pulse;
  private volatile @Nullable Sample latest;

  /**
   * A slot without a sample.
   *
   * @param trip where the device is tripped outside, null where nowhere
   * @param pulse whether the device is told alive by it
   */
  Slot(Address address, @Nullable Interval trip, boolean pulse) {
    this.address = address;
    this.trip = trip;
    this.pulse = pulse;
  }

  Address address() {
    return address;
  }

  boolean isPulse() {
    return pulse;
  }

  @Nullable Interval trip() {
    return trip;
  }

  @Nullable Sample latest() {
    return latest;
  }

  /** Takes a sample; an older one than what stands is not taken. */
  void offer(Sample judged) {
    Sample now = latest;
    if (now == null || judged.measuredNanos() - now.measuredNanos() >= 0) {
      latest = judged;
    }
  }

  /** Whether a usable value crosses the limit. */
  boolean trips(double value) {
    Interval limit = trip;
    return limit != null && (value < limit.min() || value > limit.max());
  }

  /** The usable value at a moment, NaN where there is none. */
  double usableAt(long nowNanos) {
    Sample now = latest;
    return now == null ? Double.NaN : now.usableAt(nowNanos);
  }

  /** Why the limit still stands, empty where a fresh value is inside or there is no limit. */
  Optional<String> stands(long nowNanos) {
    Interval limit = trip;
    if (limit == null) {
      return Optional.empty();
    }
    double value = usableAt(nowNanos);
    if (!Double.isFinite(value)) {
      return Optional.of("there is no fresh value of " + address);
    }
    return trips(value) ? Optional.of(Phrases.crossed(address, value, limit)) : Optional.empty();
  }
}
