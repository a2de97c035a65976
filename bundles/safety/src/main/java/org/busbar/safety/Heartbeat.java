package org.busbar.safety;

import java.time.Duration;
import java.util.Comparator;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;

/**
 * The counter by which a device tells that it still works out what it tells. One that was seen to
 * count and comes with new stamps but the same number does not, whether or not anything is asked of
 * the device. Of one that never counted nothing is known. Watch thread.
 */
final class Heartbeat {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int PERIODS = 3;

  /** The first number after another one may be that of a restart. */
  private static final int COUNTS = 2;

  private double number = Double.NaN;
  private long sinceNanos;
  private int counted;
  private boolean stands;

  /** Whether it has counted and stands still; judged by when it was measured, not looked at. */
  boolean stands(Plant plant, long nowNanos) {
    Address address = address(plant);
    Slot slot = address == null ? null : plant.slot(address);
    Sample sample = slot == null ? null : slot.latest();
    double now = sample == null ? Double.NaN : sample.usableAt(nowNanos);
    if (address == null || sample == null || !Double.isFinite(now)) {
      forget();
    } else if (now != number) {
      counted += Double.isFinite(number) ? 1 : 0;
      number = now;
      sinceNanos = sample.measuredNanos();
      stands = false;
    } else {
      Duration period = plant.declaration().points().getOrDefault(address, Duration.ZERO);
      long patience = Math.max(PATIENCE.toNanos(), period.multipliedBy(PERIODS).toNanos());
      stands = counted >= COUNTS && sample.measuredNanos() - sinceNanos >= patience;
    }
    return stands;
  }

  /** Nothing is known of it. */
  void forget() {
    number = Double.NaN;
    counted = 0;
    stands = false;
  }

  /** The first one, where there are several. */
  private static @Nullable Address address(Plant plant) {
    return plant.declaration().points().keySet().stream()
        .filter(address -> address.point().equals(Points.HEARTBEAT))
        .min(Comparator.naturalOrder())
        .orElse(null);
  }
}
