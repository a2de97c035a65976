package org.busbar.safety;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.events.Severity;

/** Tells when a device that is open delivers nothing, or nothing any more. Watch thread. */
final class SilenceWatch implements Observer {
  private static final Duration FIRST_VALUE = Duration.ofSeconds(5);

  /** So often within so long is told as one, which ends once it was well for a while. */
  private static final int OFTEN = 5;

  private static final Duration OFTEN_WITHIN = Duration.ofSeconds(20);
  private static final Duration STEADY = Duration.ofSeconds(10);

  private final FieldDevice device;
  private final Alarm alarm;
  private final Deque<Long> raisedNanos = new ArrayDeque<>();
  private long openedNanos;
  private long badNanos;

  /** One that tells now a value, now none, would be told every few seconds. */
  private boolean comesAndGoes;

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
    boolean isAlive = device.isAlive(nowNanos);
    if (isAlive && !isFaulty) {
      if (!comesAndGoes || nowNanos - badNanos > STEADY.toNanos()) {
        alarm.end(device.id() + " delivers values again.");
        comesAndGoes = false;
      }
      return;
    }
    badNanos = nowNanos;
    if (isAlive) {
      raise(device.id() + " does not answer: " + session.text(), nowNanos);
    } else if (nowNanos - openedNanos > FIRST_VALUE.toNanos()) {
      raise(why(session, nowNanos), nowNanos);
    }
  }

  private String why(SessionStatus session, long nowNanos) {
    boolean isReady = session.state() == SessionStatus.State.READY;
    if (isReady && device.liveness().toldUnusable(nowNanos - FIRST_VALUE.toNanos())) {
      return device.id() + " answers, but none of its values can be used.";
    }
    return device.liveness().lastSeen().isPresent()
        ? "All values of " + device.id() + " have expired."
        : device.id() + " has not delivered any value yet.";
  }

  private void raise(String text, long nowNanos) {
    if (alarm.raise(text)) {
      raisedNanos.addLast(nowNanos);
      if (raisedNanos.size() > OFTEN) {
        raisedNanos.removeFirst();
      }
      comesAndGoes =
          raisedNanos.size() == OFTEN && nowNanos - raisedNanos.getFirst() < OFTEN_WITHIN.toNanos();
    }
  }
}
