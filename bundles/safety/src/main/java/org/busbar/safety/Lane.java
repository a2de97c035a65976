package org.busbar.safety;

import java.time.Duration;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.safety.Allowed;
import org.busbar.api.safety.Setpoint;
import org.busbar.api.vocabulary.Address;
import org.busbar.safety.stop.StopPlan;
import org.jspecify.annotations.Nullable;

/**
 * The way of one writable quantity to the wire: what is due now, and what became of it. On the
 * connection's thread only, but for what is volatile.
 */
final class Lane {
  /** Share of the device's reversion time after which a standing value is renewed. */
  static final double RENEWAL_SHARE = 0.3;

  private static final long FIRST_RETRY_NANOS = 200_000_000L;
  private static final long LAST_RETRY_NANOS = 5_000_000_000L;
  private static final long FAR_NANOS = Duration.ofHours(1).toNanos();

  /** A stop of category 1 is written in steps of this length. */
  private static final long STOP_STEP_NANOS = Duration.ofMillis(100).toNanos();

  private static final double RAMP_SPAN = Double.MAX_VALUE;

  /** How seldom a lane that hunts changes its value. */
  private static final long CALM_NANOS = Duration.ofSeconds(10).toNanos();

  private final Writable writable;
  private final Address address;
  private final Double release;
  private final Bounds bounds;
  private final boolean guarded;
  private final Held held;
  private volatile boolean settled = true;
  private volatile boolean calm;
  private volatile long calmUntilNanos;
  private long dueNanos;
  private double pendingRamp = Double.NaN;
  private boolean pendingSettled = true;

  /**
   * A lane.
   *
   * @param held what the device was told before
   */
  Lane(Writable writable, Bounds bounds, Held held) {
    this.writable = writable;
    this.address = writable.address();
    this.release = writable.release();
    this.bounds = bounds;
    this.guarded = writable.reversion().isPresent();
    this.held = held;
  }

  Writable writable() {
    return writable;
  }

  Address address() {
    return address;
  }

  /** The release value, always the same object. */
  Double release() {
    return release;
  }

  long minLeaseNanos() {
    return writable.minLease().toNanos();
  }

  Bounds bounds() {
    return bounds;
  }

  Held held() {
    return held;
  }

  /** Whether the device reverts by itself when nobody writes; only then it may be written. */
  boolean isGuarded() {
    return guarded;
  }

  /** Any thread: what was commanded last. */
  Held.Commanded commanded() {
    return held.commanded;
  }

  /** Any thread: whether the setpoint that stands is outside of what is allowed now. */
  boolean strays(Verdict verdict) {
    double value = held.commanded.value();
    Allowed allowed = verdict.allowed();
    return Double.isFinite(value) && (allowed == null || !allowed.interval().contains(value));
  }

  /** Any thread: whether nothing is left to be done for the standing setpoint. */
  boolean isSettled() {
    return settled;
  }

  /** When this lane has to be looked at again. */
  long dueNanos() {
    return dueNanos;
  }

  void begin(long now) {
    dueNanos = now + FAR_NANOS;
  }

  /** What the device held is not known any more; all but a release that is over is due again. */
  void forget(long now) {
    if (isAtRest(false)) {
      held.action = null;
    }
    held.accepted = false;
    held.failures = 0;
    held.retryNanos = now;
  }

  /** What was just written stands: it is looked at again in time to be renewed. */
  void stands() {
    if (held.accepted) {
      dueAt(held.writtenNanos + renewalNanos());
    }
  }

  /** An earlier gateway may have left something: it is taken back before anything else. */
  void recall() {
    held.action = Action.SET;
    held.accepted = false;
  }

  /** Whether anything was ever written. On the connection's thread. */
  boolean wasWritten() {
    return held.action != null;
  }

  /** The command by which it is brought to rest, as a process that stands in for us would. */
  Command resting(Action action) {
    double value = action == Action.SAFE ? writable.safe() : writable.release();
    return command(action, value, restingLease(), 0);
  }

  /** The safe value, or what is held on the way to it, where it is due. */
  @Nullable Command safe(long now, int epoch, StopPlan plan) {
    settled = true;
    if (held.stopNanos != plan.sinceNanos()) {
      held.stopNanos = plan.sinceNanos();
      held.stopFrom = held.action == Action.SET ? held.value : Double.NaN;
    }
    double safe = writable.safe();
    double on = plan.heldAt(now, held.stopFrom, safe);
    // Rounded toward the safe value, never beyond what was held.
    double value =
        on == safe ? safe : safe + Ramp.round(on - safe, writable.step(), -RAMP_SPAN, RAMP_SPAN);
    if (!plan.isHeld(now)) {
      dueAt(now + STOP_STEP_NANOS);
      boolean tooSoon = held.action == Action.SAFE && now - held.writtenNanos < STOP_STEP_NANOS;
      if (tooSoon) {
        return null;
      }
    }
    return isDue(Action.SAFE, value, now, renewalNanos())
        ? command(Action.SAFE, value, restingLease(), epoch)
        : null;
  }

  /**
   * The release, where it is due under authority: kept alive where the device needs it.
   *
   * @param waits whether a setpoint waits to be written as soon as it may
   */
  @Nullable Command released(long now, int epoch, boolean waits) {
    settled = !waits;
    long renewal =
        writable.hasReleaseSequence() && writable.keepAlive().isEmpty()
            ? FAR_NANOS
            : renewalNanos();
    return isDue(Action.RELEASE, writable.release(), now, renewal)
        ? command(Action.RELEASE, writable.release(), restingLease(), epoch)
        : null;
  }

  /**
   * The release, where it is due to a device that is given back: once.
   *
   * @param waits whether the device is to be controlled as soon as it may
   */
  @Nullable Command givenBack(long now, int epoch, boolean waits) {
    settled = !waits;
    if (isAtRest(false)) {
      return null;
    }
    if (held.action == Action.RELEASE && now - held.releaseNanos > reversionNanos()) {
      // Its own timer has ended by now what we could not.
      held.accepted = true;
      return null;
    }
    return isDue(Action.RELEASE, writable.release(), now, FAR_NANOS)
        ? command(Action.RELEASE, writable.release(), restingLease(), epoch)
        : null;
  }

  /** Whether nothing is left to be written: safe value where latched, release or nothing else. */
  boolean isAtRest(boolean latched) {
    if (latched) {
      return held.same(Action.SAFE, writable.safe()) && held.accepted;
    }
    return held.action == null || (held.action == Action.RELEASE && held.accepted);
  }

  /**
   * The setpoint, moved by no more than the ramp, within what is allowed, where it is due.
   *
   * @param measured value now, in the unit of the quantity; NaN where unknown
   */
  @Nullable Command set(
      long now, Setpoint setpoint, Allowed allowed, Order order, double measured) {
    double min = allowed.interval().min();
    double max = allowed.interval().max();
    double from = Double.isFinite(held.rampValue) ? held.rampValue : start(measured);
    long since = rampSince(order, now);
    double moved =
        allowed
            .interval()
            .clamp(Ramp.toward(from, setpoint.value(), writable.rampPerSecond(), now - since));
    double value = Ramp.round(moved, writable.step(), min, max);
    if (!Double.isFinite(value)) {
      return released(now, setpoint.epoch(), true);
    }
    held.want(value);
    pendingRamp = moved;
    pendingSettled = value == Ramp.round(setpoint.value(), writable.step(), min, max);
    settled = pendingSettled;
    if (held.same(Action.SET, value) && held.accepted) {
      commitRamp(now);
    } else if (isTooSoon(now, min, max)) {
      if (held.settled) {
        held.settled = false;
        held.rampValue = from;
        held.rampNanos = since;
      }
      settled = false;
      held.waiting = value;
      return null;
    }
    return isDue(Action.SET, value, now, renewalNanos())
        ? command(Action.SET, value, lease(setpoint), setpoint.epoch())
        : null;
  }

  /** Has a relay hold its contactor closed, where that is due. */
  @Nullable Command closed(long now, int epoch) {
    settled = true;
    return isDue(Action.SET, 1, now, renewalNanos())
        ? command(Action.SET, 1, restingLease(), epoch)
        : null;
  }

  /** Whether a value that was written may have ended by the device's own timer since. */
  boolean hasReverted(long now) {
    boolean stood = held.action == Action.SET && held.takenNanos - held.changedNanos >= 0;
    return stood && now - held.takenNanos > reversionNanos();
  }

  /** Whether the last that was written is a value that somebody wanted. */
  boolean isSet() {
    return held.action == Action.SET;
  }

  /** Takes in what became of a command. */
  void wrote(Command command, boolean taken, WriteResult result, long now) {
    boolean changed = !held.same(command.action(), command.value());
    if (changed) {
      held.changedNanos = now;
    }
    if (held.action != command.action()) {
      held.failures = 0;
      held.releaseNanos = now;
    }
    double before = held.greatest;
    held.action = command.action();
    held.value = command.value();
    held.writtenNanos = now;
    held.accepted = taken;
    held.greatest = greatest(command, result, before);
    if (taken) {
      held.takenNanos = now;
      held.failures = 0;
      settle(command, now);
    } else {
      held.failures++;
      int doublings = StrictMath.min(held.failures - 1, 8);
      held.retryNanos = now + StrictMath.min(LAST_RETRY_NANOS, FIRST_RETRY_NANOS << doublings);
      dueAt(held.retryNanos);
    }
    boolean set = command.action() == Action.SET;
    if (set) {
      held.refusedSetpoints = taken ? 0 : held.refusedSetpoints + 1;
      settled &= taken;
    }
    held.past.told(command.value(), now);
    double standing = taken && command.action() != Action.RELEASE ? command.value() : Double.NaN;
    double setpoint = set ? command.value() : Double.NaN;
    held.commanded = new Held.Commanded(setpoint, standing, held.greatest, now);
  }

  private void settle(Command command, long now) {
    if (command.action() == Action.SET) {
      commitRamp(now);
      return;
    }
    held.rampValue = command.value();
    held.rampNanos = now;
    held.settled = true;
  }

  private void commitRamp(long now) {
    held.rampValue = pendingRamp;
    held.rampNanos = now;
    held.settled = pendingSettled;
  }

  /**
   * Where the time of a ramp begins: where it stood last, or, where it had arrived, the last time
   * that the old value was still wanted.
   */
  private long rampSince(Order order, long now) {
    if (Double.isNaN(held.rampValue)) {
      return now;
    }
    boolean restarts = held.settled && order.previousNanos() - held.rampNanos > 0;
    return restarts ? order.previousNanos() : held.rampNanos;
  }

  private double start(double measured) {
    return Double.isFinite(measured) ? measured : writable.safe();
  }

  /** Has it change its value seldom until then. Any thread. */
  void calm(long untilNanos) {
    calmUntilNanos = untilNanos;
    calm = true;
  }

  boolean isCalm(long nowNanos) {
    return calm && nowNanos - calmUntilNanos < 0;
  }

  private boolean isTooSoon(long now, double min, double max) {
    long interval = StrictMath.max(writable.minInterval().toNanos(), isCalm(now) ? CALM_NANOS : 0);
    long wait = interval - (now - held.changedNanos);
    boolean holdsAllowed =
        held.action == Action.SET && held.accepted && held.value >= min && held.value <= max;
    if (wait > 0 && holdsAllowed) {
      dueAt(now + wait);
      return true;
    }
    return false;
  }

  private boolean isDue(Action action, double value, long now, long renewalNanos) {
    boolean same = held.same(action, value);
    if (same && held.accepted) {
      long next = held.writtenNanos + renewalNanos;
      dueAt(next);
      return now - next >= 0;
    }
    // A refusing device is not asked again at once, whatever new value is wanted.
    boolean failing = !held.accepted && held.action == action && held.failures > 0;
    if (failing && now - held.retryNanos < 0) {
      dueAt(held.retryNanos);
      return false;
    }
    return true;
  }

  void dueAt(long nanos) {
    if (nanos - dueNanos < 0) {
      dueNanos = nanos;
    }
  }

  private long renewalNanos() {
    long byReversion =
        writable.reversion().map(r -> (long) (r.toNanos() * RENEWAL_SHARE)).orElse(FAR_NANOS);
    long byKeepAlive = writable.keepAlive().map(Duration::toNanos).orElse(FAR_NANOS);
    return StrictMath.min(FAR_NANOS, StrictMath.min(byReversion, byKeepAlive));
  }

  private long reversionNanos() {
    return writable.reversion().map(Duration::toNanos).orElse(FAR_NANOS);
  }

  private Duration restingLease() {
    return writable.reversion().orElse(writable.minLease());
  }

  private static Duration lease(Setpoint setpoint) {
    return Duration.ofNanos(setpoint.deadlineNanos() - setpoint.decidedNanos());
  }

  private Command command(Action action, double value, Duration lease, int epoch) {
    return new Command(writable, action, value, lease, epoch);
  }

  private static double greatest(Command command, WriteResult result, double before) {
    double asked = StrictMath.abs(command.value());
    return switch (result) {
      case WriteResult.Accepted(double readBack) ->
          Double.isFinite(readBack) ? StrictMath.max(asked, StrictMath.abs(readBack)) : asked;
      case WriteResult.Refused _ -> before;
      case WriteResult.Unknown _ -> Double.isNaN(before) ? asked : StrictMath.max(before, asked);
    };
  }
}
