package org.busbar.safety;

import static org.busbar.api.vocabulary.Points.ACTIVE_POWER_W;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.busbar.api.events.Severity;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Kind;
import org.busbar.api.vocabulary.Sample;

/**
 * Finds a store whose values come with new stamps and are none: its heartbeat stands, or not one of
 * them changes although the power that moves them did: its own setpoint, or what the inverters
 * measure for which it counts. Nothing is controlled by it until they move again. Watch thread.
 */
final class FrozenWatch implements Observer {
  private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

  private static final Set<String> STORES = Set.of("battery", "bms");

  /** What rested has to be read again before it can show that it moves. */
  private static final long ANSWER_NANOS = Duration.ofSeconds(5).toNanos();

  /** Share of the range that must show in at least one value. */
  private static final double SHARE = 0.1;

  private static final String UNMOVED =
      "No value of %s changed for " + PATIENCE_NANOS / 1_000_000_000L + " s although its power did";

  private final FieldDevice device;
  private final Alarm alarm;
  private final Heartbeat heartbeat = new Heartbeat();
  private int values;
  private double powerW = Double.NaN;
  private long movedNanos;
  private long askedNanos;
  private boolean unmoved;
  private boolean frozen;

  FrozenWatch(Ground ground, FieldDevice device) {
    this.device = device;
    this.movedNanos = ground.clock().nanos();
    this.alarm =
        new Alarm(ground.events(), Severity.ALARM, device.id().toString(), "values-frozen");
  }

  @Override
  public void watch(Plant plant, long nowNanos) {
    if (Collections.disjoint(plant.declaration().natures().values(), STORES)) {
      return; // A roof at night and a load that is off stand still whatever cap they are given.
    }
    boolean stands = heartbeat.stands(plant, nowNanos);
    boolean now = stands | isUnmoved(plant, nowNanos);
    if (now == frozen) {
      return;
    }
    frozen = now;
    String why = frozen ? "values of " + device.id() + " are frozen" : "";
    device.suspect(device.id(), why);
    device.guards().devices().forEach(other -> other.suspect(device.id(), why));
    if (frozen) {
      String found = stands ? "The heartbeat of %s stands still" : UNMOVED;
      alarm.raise(found.formatted(device.id()) + "; nothing is controlled by its values.");
    } else {
      alarm.end("Values of " + device.id() + " change again.");
    }
  }

  @Override
  public void absent(long nowNanos) {
    heartbeat.forget();
  }

  /** Whether no value has changed although the power did. */
  private boolean isUnmoved(Plant plant, long nowNanos) {
    int now = fingerprint(plant);
    if (now != values || !device.isAlive(nowNanos)) {
      values = now;
      movedNanos = nowNanos;
      askedNanos = nowNanos;
      powerW = Double.NaN;
      unmoved = false;
      return false;
    }
    double power = power(plant, nowNanos);
    powerW = Double.isFinite(powerW) ? powerW : power;
    boolean moved = StrictMath.abs(power - powerW) > SHARE * span(plant);
    askedNanos = moved ? askedNanos : nowNanos;
    boolean unanswered = nowNanos - askedNanos > ANSWER_NANOS;
    unmoved |= unanswered && nowNanos - movedNanos > PATIENCE_NANOS;
    return unmoved;
  }

  /** Every measurement, so that any change of any one shows. */
  private static int fingerprint(Plant plant) {
    int hash = 1;
    for (Map.Entry<Address, Duration> point : plant.declaration().points().entrySet()) {
      Slot slot = plant.slot(point.getKey());
      Sample sample = slot == null ? null : slot.latest();
      if (sample != null && point.getKey().point().kind() == Kind.MEASUREMENT) {
        hash += point.getKey().hashCode() * 31 ^ Double.hashCode(sample.value());
      }
    }
    return hash;
  }

  /** What it was told to do, or what those do for which it counts; NaN where neither is known. */
  private double power(Plant plant, long nowNanos) {
    for (Lane lane : plant.lanes()) {
      if (lane.writable().quantity().equals(ACTIVE_POWER_W)) {
        double held = lane.commanded().held();
        return Double.isFinite(held) ? held : 0;
      }
    }
    double sum = Double.NaN;
    for (FieldDevice other : device.guards().devices()) {
      double one = other.usableAt(Address.of(other.id(), ACTIVE_POWER_W), nowNanos);
      sum = Double.isNaN(sum) ? one : sum + one;
    }
    return sum;
  }

  private double span(Plant plant) {
    double most = span(plant.lanes());
    for (FieldDevice other : device.guards().devices()) {
      Plant of = other.plant();
      most = StrictMath.max(most, of == null ? 0 : span(of.lanes()));
    }
    return most > 0 ? most : Double.POSITIVE_INFINITY;
  }

  private static double span(Iterable<Lane> lanes) {
    double most = 0;
    for (Lane lane : lanes) {
      Interval range = lane.writable().range();
      if (lane.writable().quantity().equals(ACTIVE_POWER_W) && Double.isFinite(range.max())) {
        most = StrictMath.max(most, StrictMath.max(range.max(), -range.min()));
      }
    }
    return most;
  }
}
