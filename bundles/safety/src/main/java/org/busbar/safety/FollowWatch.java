package org.busbar.safety;

import static org.busbar.api.vocabulary.Points.ACTIVE_POWER_SETPOINT_W;
import static org.busbar.api.vocabulary.Points.ACTIVE_POWER_W;
import static org.busbar.api.vocabulary.Points.REACTIVE_POWER_SETPOINT_VAR;
import static org.busbar.api.vocabulary.Points.REACTIVE_POWER_VAR;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.busbar.api.device.Writable;
import org.busbar.api.events.Severity;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Sample;

/**
 * Compares what a device does, and what it says it was told, with what it was told. Watch thread.
 */
final class FollowWatch implements Observer {
  /** How long a device may differ from what was commanded, beside its reaction time. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final double SHARE = 0.05;
  private static final Set<String> BOTH_WAYS =
      Set.of("battery", "bms", "generator", "site", "hybrid");
  private static final Map<Point, Point> TOLD =
      Map.of(
          ACTIVE_POWER_W, ACTIVE_POWER_SETPOINT_W, REACTIVE_POWER_VAR, REACTIVE_POWER_SETPOINT_VAR);

  private final Ground ground;
  private final FieldDevice device;
  private final Map<Address, Alarm> following = new HashMap<>();
  private final Map<Address, Alarm> foreign = new HashMap<>();
  private final Map<Address, Long> differsSince = new HashMap<>();
  private final Map<Address, Sample> disputed = new HashMap<>();

  FollowWatch(Ground ground, FieldDevice device) {
    this.ground = ground;
    this.device = device;
  }

  @Override
  public void watch(Plant plant, long nowNanos) {
    for (Lane lane : plant.lanes()) {
      Held.Commanded commanded = lane.commanded();
      follow(plant, lane, commanded.value(), nowNanos);
      own(plant, lane, commanded, nowNanos);
    }
  }

  private void follow(Plant plant, Lane lane, double commanded, long nowNanos) {
    Writable writable = lane.writable();
    Address key = lane.address();
    double measured = writable.measured().map(a -> plant.usableAt(a, nowNanos)).orElse(Double.NaN);
    if (!Double.isFinite(commanded) || !Double.isFinite(measured)) {
      differsSince.remove(key);
    } else if (!strays(plant, writable, commanded, measured)) {
      differsSince.remove(key);
      alarm(following, key, "does-not-follow").end(key + " follows its setpoint again.");
    } else {
      long since = differsSince.computeIfAbsent(key, k -> nowNanos);
      long patience = plant.declaration().reactionTime().plus(GRACE).toNanos();
      if (nowNanos - since > patience) {
        String text =
            key
                + " is "
                + Phrases.value(measured, writable.quantity())
                + " and does not follow its setpoint of "
                + Phrases.value(commanded, writable.quantity())
                + ".";
        alarm(following, key, "does-not-follow").raise(text);
      }
    }
  }

  /** Whether measured and commanded disagree; what is only a cap may stay below it. */
  private static boolean strays(Plant plant, Writable writable, double commanded, double measured) {
    Interval range = writable.range();
    double span = 0;
    if (Double.isFinite(range.min()) && Double.isFinite(range.max())) {
      span = StrictMath.max(StrictMath.abs(range.min()), StrictMath.abs(range.max()));
    }
    double tolerance = StrictMath.max(2 * writable.tolerance(), SHARE * span);
    String nature = plant.declaration().natures().getOrDefault(writable.node(), "");
    if (BOTH_WAYS.contains(nature)) {
      return StrictMath.abs(measured - commanded) > tolerance;
    }
    return commanded < 0 ? measured < commanded - tolerance : measured > commanded + tolerance;
  }

  /**
   * Where a device tells what it was told: finds out that somebody else writes to it, and has our
   * own value written again. Each sample is judged once.
   */
  private void own(Plant plant, Lane lane, Held.Commanded commanded, long nowNanos) {
    Address key = lane.address();
    Point told = TOLD.get(key.point());
    Slot slot = told == null ? null : plant.slot(Address.of(key.node(), told));
    Sample sample = slot == null ? null : slot.latest();
    if (sample == null || sample == disputed.get(key) || !Double.isFinite(commanded.held())) {
      return;
    }
    double value = sample.usableAt(nowNanos);
    long reactionNanos = plant.declaration().reactionTime().toNanos();
    long settledNanos = commanded.writtenNanos() + reactionNanos;
    Writable writable = lane.writable();
    double tolerance = StrictMath.max(writable.tolerance(), writable.step());
    long measured = sample.measuredNanos();
    boolean settled = measured - settledNanos >= 0;
    boolean ours = StrictMath.abs(value - commanded.held()) <= tolerance;
    // Where something is written all the time nothing ever settles.
    boolean untold =
        !ours && !settled && lane.held().past.explains(value, tolerance, measured, reactionNanos);
    if (!Double.isFinite(value) || untold) {
      return;
    }
    disputed.put(key, sample);
    if (ours) {
      alarm(foreign, key, "foreign-write").end("Nobody else writes " + key + " any more.");
      return;
    }
    String text =
        "Somebody else writes "
            + key
            + ": the device holds "
            + Phrases.value(value, writable.quantity())
            + " after it took "
            + Phrases.value(commanded.held(), writable.quantity())
            + "; make sure that only one gateway controls it.";
    alarm(foreign, key, "foreign-write").raise(text);
    device.doubt();
  }

  private Alarm alarm(Map<Address, Alarm> of, Address address, String kind) {
    return of.computeIfAbsent(
        address, a -> new Alarm(ground.events(), Severity.ALARM, a.toString(), kind));
  }
}
