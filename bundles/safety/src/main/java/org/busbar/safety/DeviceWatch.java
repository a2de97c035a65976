package org.busbar.safety;

import java.time.Duration;
import java.util.List;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.events.Severity;
import org.busbar.api.site.LimitConfig;

/**
 * Watches one device from outside: its session, whether it still speaks, whether it follows. On the
 * watch thread only.
 */
final class DeviceWatch {
  private static final Duration FIRST_VALUE = Duration.ofSeconds(5);

  private final Ground ground;
  private final FieldDevice device;
  private final Alarm silent;
  private final FollowWatch following;
  private final TrendWatch trends;
  private final FrozenWatch frozen;
  private final SanityWatch sanity;
  private final HuntingWatch hunting;
  private final BatteryWatch battery;
  private String toldObserveOnly = "";
  private long openedNanos;

  DeviceWatch(Ground ground, FieldDevice device) {
    this.ground = ground;
    this.device = device;
    this.silent =
        new Alarm(ground.events(), Severity.ALARM, device.id().toString(), "device-silent");
    this.following = new FollowWatch(ground, device);
    this.trends = new TrendWatch(ground, device);
    this.frozen = new FrozenWatch(ground, device);
    this.sanity = new SanityWatch(ground, device);
    this.hunting = new HuntingWatch(ground, device);
    this.battery = new BatteryWatch(ground, device);
    this.openedNanos = ground.clock().nanos();
  }

  void watch(long nowNanos) {
    battery.watch(nowNanos);
    FieldDevice.Open open = device.open();
    if (open == null) {
      openedNanos = nowNanos;
      sanity.opened();
      return;
    }
    session(open.session());
    silence(nowNanos);
    Plant plant = device.plant();
    if (plant != null) {
      plant.lanes().forEach(lane -> following.watch(plant, lane, nowNanos));
      trends.watch(plant, nowNanos);
      frozen.watch(plant, nowNanos);
      sanity.watch(plant, nowNanos);
      plant.lanes().forEach(lane -> hunting.watch(lane, nowNanos));
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
    String why = device.guard().observeOnly(plant);
    String remedy = device.guard().observeRemedy(plant);
    if (!why.isEmpty() && !remedy.isEmpty() && !why.equals(toldObserveOnly)) {
      ground
          .events()
          .raise(
              Severity.WARNING,
              device.id().toString(),
              "observe-only",
              device.id() + " is only observed: " + why + "; " + remedy + ".");
    }
    toldObserveOnly = why;
  }

  private void silence(long nowNanos) {
    if (device.isAlive(nowNanos)) {
      silent.end(device.id() + " delivers values again.");
    } else if (nowNanos - openedNanos > FIRST_VALUE.toNanos()) {
      silent.raise(
          device.wasSeen()
              ? "All values of " + device.id() + " have expired."
              : device.id() + " has not delivered any value yet.");
    }
  }
}
