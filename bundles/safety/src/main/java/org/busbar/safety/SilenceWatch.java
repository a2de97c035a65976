package org.busbar.safety;

import java.time.Duration;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.events.Severity;

/** Tells when a device that is open delivers nothing, or nothing any more. Watch thread. */
final class SilenceWatch implements Observer {
  private static final Duration FIRST_VALUE = Duration.ofSeconds(5);

  private final FieldDevice device;
  private final Alarm alarm;
  private long openedNanos;

  SilenceWatch(Ground ground, FieldDevice device) {
    this.device = device;
    this.alarm =
        new Alarm(ground.events(), Severity.ALARM, device.id().toString(), "device-silent");
    this.openedNanos = ground.clock().nanos();
  }

  @Override
  public void absent(long nowNanos) {
    openedNanos = nowNanos;
  }

  @Override
  public void watch(Plant plant, long nowNanos) {
    SessionStatus session = device.sessionStatus();
    boolean isFaulty = session.state() == SessionStatus.State.FAULTY;
    if (device.isAlive(nowNanos) && !isFaulty) {
      alarm.end(device.id() + " delivers values again.");
    } else if (device.isAlive(nowNanos)) {
      alarm.raise(device.id() + " does not answer: " + session.text());
    } else if (nowNanos - openedNanos > FIRST_VALUE.toNanos()) {
      alarm.raise(
          device.wasSeen()
              ? "All values of " + device.id() + " have expired."
              : device.id() + " has not delivered any value yet.");
    }
  }
}
