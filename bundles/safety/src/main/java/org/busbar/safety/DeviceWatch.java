package org.busbar.safety;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.events.Severity;
import org.busbar.api.site.LimitConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;

/**
 * Watches one device from outside: its session, whether it still speaks, whether it follows. On the
 * watch thread only.
 */
final class DeviceWatch {
  /** How long a device may differ from what was commanded, beside its reaction time. */
  static final Duration FOLLOW_GRACE = Duration.ofSeconds(5);

  private static final Duration FIRST_VALUE = Duration.ofSeconds(5);
  private static final double FOLLOW_SHARE = 0.05;
  private static final Set<String> FOLLOWS_BOTH_WAYS =
      Set.of("battery", "bms", "generator", "site", "hybrid");

  private final Ground ground;
  private final FieldDevice device;
  private final Alarm silent;
  private final Map<Address, Alarm> following = new HashMap<>();
  private final Map<Address, Long> differsSince = new HashMap<>();
  private String toldObserveOnly = "";
  private long openedNanos;

  DeviceWatch(Ground ground, FieldDevice device) {
    this.ground = ground;
    this.device = device;
    this.silent =
        new Alarm(ground.events(), Severity.ALARM, device.id().toString(), "device-silent");
    this.openedNanos = ground.clock().nanos();
  }

  void watch(long nowNanos) {
    FieldDevice.Open open = device.open();
    if (open == null) {
      openedNanos = nowNanos;
      return;
    }
    session(open.session());
    silence(nowNanos);
    Plant plant = device.plant();
    if (plant != null) {
      plant.lanes().forEach(lane -> follow(plant, lane, nowNanos));
    }
  }

  private void session(DeviceSession session) {
    SessionStatus now = session.status();
    Plant plant = device.plant();
    if (now.state() == SessionStatus.State.READY
        && plant != null
        && plant.declaration() != session.declaration()
        && !plant.declaration().equals(session.declaration())) {
      List<LimitConfig> limits = ground.model().limits();
      plant = new Plant(device.config(), session.declaration(), limits, plant);
      device.describe(plant);
    }
    SessionStatus before = device.refreshStatus(now);
    if (now.state() == before.state()) {
      return;
    }
    boolean bad =
        now.state() == SessionStatus.State.FAULTY
            || now.state() == SessionStatus.State.WRONG_DEVICE;
    ground
        .events()
        .raise(
            now.state() == SessionStatus.State.WRONG_DEVICE
                ? Severity.ALARM
                : bad ? Severity.WARNING : Severity.INFO,
            device.id().toString(),
            "device-session",
            device.id() + " is " + now.state() + (now.text().isEmpty() ? "." : ": " + now.text()));
    if (now.state() == SessionStatus.State.READY && plant != null) {
      observeOnly(plant);
    }
    device.wake();
  }

  /** Says once why a device that could be written is not. */
  private void observeOnly(Plant plant) {
    String why = plant.observeOnly();
    if (!why.isEmpty() && !plant.observeRemedy().isEmpty() && !why.equals(toldObserveOnly)) {
      ground
          .events()
          .raise(
              Severity.WARNING,
              device.id().toString(),
              "observe-only",
              device.id() + " is only observed: " + why + "; " + plant.observeRemedy() + ".");
    }
    toldObserveOnly = why;
  }

  private void silence(long nowNanos) {
    if (!device.wasSeen()) {
      if (nowNanos - openedNanos > FIRST_VALUE.toNanos()) {
        silent.raise(device.id() + " has not delivered any value yet.");
      }
    } else if (!device.isAlive(nowNanos)) {
      silent.raise("All values of " + device.id() + " have expired.");
    } else {
      silent.end(device.id() + " delivers values again.");
    }
  }

  private void follow(Plant plant, Lane lane, long nowNanos) {
    Writable writable = lane.writable();
    if (writable.measured().isEmpty()) {
      return;
    }
    Address key = writable.address();
    double commanded = lane.commanded().value();
    double measured = plant.usableAt(writable.measured().get(), nowNanos);
    if (!Double.isFinite(commanded) || !Double.isFinite(measured)) {
      differsSince.remove(key);
      return;
    }
    if (!strays(plant, writable, commanded, measured)) {
      differsSince.remove(key);
      alarm(key).end(key + " follows its setpoint again.");
      return;
    }
    long since = differsSince.computeIfAbsent(key, k -> nowNanos);
    long patience = plant.declaration().reactionTime().plus(FOLLOW_GRACE).toNanos();
    if (nowNanos - since > patience) {
      alarm(key)
          .raise(
              writable.measured().get()
                  + " is "
                  + Phrases.value(measured, writable.quantity())
                  + " and does not follow its setpoint of "
                  + Phrases.value(commanded, writable.quantity())
                  + ".");
    }
  }

  /** Whether measured and commanded disagree; what is only a cap may stay below it. */
  private static boolean strays(Plant plant, Writable writable, double commanded, double measured) {
    Interval range = writable.range();
    double span = 0;
    if (Double.isFinite(range.min()) && Double.isFinite(range.max())) {
      span = StrictMath.max(StrictMath.abs(range.min()), StrictMath.abs(range.max()));
    }
    double tolerance = StrictMath.max(2 * writable.tolerance(), FOLLOW_SHARE * span);
    String nature = plant.declaration().natures().getOrDefault(writable.node(), "");
    if (FOLLOWS_BOTH_WAYS.contains(nature)) {
      return StrictMath.abs(measured - commanded) > tolerance;
    }
    return commanded < 0 ? measured < commanded - tolerance : measured > commanded + tolerance;
  }

  private Alarm alarm(Address address) {
    return following.computeIfAbsent(
        address, a -> new Alarm(ground.events(), Severity.ALARM, a.toString(), "does-not-follow"));
  }
}
