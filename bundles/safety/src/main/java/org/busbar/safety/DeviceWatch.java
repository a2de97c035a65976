package org.busbar.safety;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.device.Consent;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.events.Severity;
import org.jspecify.annotations.Nullable;

/** Follows the session of one device and has its observers look at it. On the watch thread only. */
final class DeviceWatch {
  private final Ground ground;
  private final FieldDevice device;
  private final List<Observer> observers = new ArrayList<>();
  private String toldObserveOnly = "";
  private @Nullable DeviceDeclaration compared;
  private @Nullable Plant comparedWith;
  private Optional<Consent> keptConsent = Optional.empty();

  /**
   * A watch of one device.
   *
   * @param more observers for which it counts beside those that every device has
   */
  DeviceWatch(Ground ground, FieldDevice device, List<? extends Observer> more) {
    this.ground = ground;
    this.device = device;
    observers.add(new BatteryWatch(ground, device));
    observers.add(new SilenceWatch(ground, device));
    observers.add(new FollowWatch(ground, device));
    observers.add(new TrendWatch(ground, device));
    observers.add(new FrozenWatch(ground, device));
    observers.add(new SanityWatch(ground, device));
    observers.add(new HuntingWatch(ground, device));
    observers.add(new ChargeWatch(ground, device));
    observers.add(new StringWatch(ground));
    observers.addAll(more);
  }

  FieldDevice device() {
    return device;
  }

  void watch(long nowNanos) {
    FieldDevice.Open open = device.open();
    if (open != null) {
      session(open.session());
    }
    Plant plant = device.plant();
    for (Observer observer : observers) {
      if (open == null || plant == null) {
        observer.absent(nowNanos);
      } else {
        observer.watch(plant, nowNanos);
      }
    }
  }

  private void session(DeviceSession session) {
    SessionStatus now = session.status();
    Plant plant = device.plant();
    DeviceDeclaration declared = session.declaration();
    boolean same = compared == declared && comparedWith == plant;
    if (now.state() == SessionStatus.State.READY && plant != null && !same) {
      if (!plant.declaration().equals(declared)) {
        plant = new Plant(device.config(), declared, ground.model().limits(), plant);
        device.describe(plant);
      }
      compared = declared; // The two are long, and mostly the same as the time before.
      comparedWith = plant;
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
      consented(plant);
    }
    device.wake();
  }

  /** Keeps for good on whose word a device is written that was proven against a simulator only. */
  private void consented(Plant plant) {
    Optional<Consent> consent = device.config().explained(Plant.CONTROL);
    if (consent.isEmpty()
        || consent.equals(keptConsent)
        || plant.declaration().maturity() != Maturity.SIMULATED
        || !plant.observeOnly().isEmpty()) {
      return;
    }
    keptConsent = consent;
    Consent given = consent.get();
    ground
        .audit()
        .append(
            "consent",
            given.by(),
            given.why(),
            Map.of(
                "device", device.id().toString(),
                "profile", device.config().type(),
                "consent", given.what(),
                "on", given.on()));
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
}
