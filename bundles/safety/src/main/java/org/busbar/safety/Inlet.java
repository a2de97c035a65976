package org.busbar.safety;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Sample;
import org.busbar.safety.succession.Comparison;
import org.jspecify.annotations.Nullable;

/**
 * Where one session of a device delivers. Only what the session in use delivers goes on from here;
 * what another one does is compared with it, or counted and gone. Thread-safe.
 */
final class Inlet implements SampleSink {
  private enum Use {
    BESIDE,
    IN_USE,
    OVER
  }

  private final FieldDevice device;
  private final AtomicLong dropped = new AtomicLong();
  private final Map<Address, Sample> before = new ConcurrentHashMap<>();
  private volatile Use use;
  private volatile @Nullable Comparison comparison;
  private volatile Map<Address, Duration> periods = Map.of();
  private volatile long gapNanos = -1;

  private Inlet(FieldDevice device, Use use) {
    this.device = device;
    this.use = use;
  }

  /** Of the session in use. */
  static Inlet live(FieldDevice device) {
    return new Inlet(device, Use.IN_USE);
  }

  /** Of a session that is tried out. */
  static Inlet beside(FieldDevice device, Comparison comparison) {
    Inlet inlet = new Inlet(device, Use.BESIDE);
    inlet.comparison = comparison;
    return inlet;
  }

  /** Has what comes compared, or not any more. */
  void compare(@Nullable Comparison with) {
    comparison = with;
  }

  @Override
  public void accept(Sample sample) {
    Comparison compared = comparison;
    if (use != Use.IN_USE) {
      dropped.incrementAndGet();
      if (compared != null && use == Use.BESIDE) {
        compared.follow(sample);
      }
      return;
    }
    if (!before.isEmpty() && isDoubled(sample)) {
      dropped.incrementAndGet();
      return;
    }
    device.accept(sample);
    if (compared != null) {
      compared.lead(sample);
    }
  }

  /** What the session before has delivered already is not delivered again. */
  private boolean isDoubled(Sample sample) {
    Sample last = before.get(sample.address());
    if (last == null) {
      return false;
    }
    if (sample.measuredNanos() - last.measuredNanos() <= 0) {
      return true;
    }
    before.remove(sample.address());
    long period = periods.getOrDefault(sample.address(), Duration.ofSeconds(1)).toNanos();
    long beyond = sample.measuredNanos() - last.measuredNanos() - period;
    gapNanos = Math.max(Math.max(0, beyond), gapNanos);
    return false;
  }

  /** Its session is the one in use from now on: what it has read meanwhile goes on at once. */
  void begin(Plant read) {
    before.clear();
    gapNanos = -1;
    periods = read.declaration().points();
    read.declaration()
        .points()
        .keySet()
        .forEach(
            address -> {
              Slot slot = read.slot(address);
              Sample latest = slot == null ? null : slot.latest();
              if (latest != null) {
                before.put(address, latest);
              }
            });
    Comparison compared = comparison;
    use = Use.IN_USE;
    if (compared != null) {
      compared.newest().forEach(this::accept);
      compared.turn();
    }
  }

  /** Its session is not the one in use any more. */
  void rest() {
    use = Use.BESIDE;
  }

  /** Its session is over. */
  void end() {
    use = Use.OVER;
    comparison = null;
  }

  /** Samples that did not go on. */
  long dropped() {
    return dropped.get();
  }

  /** Beyond its period, how long the first sample after the change kept waiting; -1 as yet. */
  long gapNanos() {
    return gapNanos;
  }
}
