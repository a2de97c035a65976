package org.busbar.safety;

import java.util.HashMap;
import java.util.Map;
import org.busbar.api.events.Severity;

/** Tells of a battery that nears a limit, and trips one of which nothing is heard. Watch thread. */
final class BatteryWatch implements Observer {
  private final Ground ground;
  private final FieldDevice device;
  private final Map<String, Alarm> alarms = new HashMap<>();

  BatteryWatch(Ground ground, FieldDevice device) {
    this.ground = ground;
    this.device = device;
  }

  @Override
  public void watch(Plant plant, long nowNanos) {
    look(nowNanos);
  }

  /** Others measure it as well. */
  @Override
  public void absent(long nowNanos) {
    look(nowNanos);
  }

  private void look(long nowNanos) {
    Map<String, String> now = device.guards().alarms(nowNanos);
    now.forEach((key, text) -> alarm(key).raise("Before a limit: " + text + "."));
    alarms.forEach(
        (key, alarm) -> {
          if (!now.containsKey(key)) {
            alarm.end("No longer before a limit: " + key + ".");
          }
        });
    if (device.isUnderAuthority()) {
      device
          .guards()
          .silent(nowNanos)
          .ifPresent(text -> device.trip("data-lost", device.id().toString(), text));
    }
  }

  private Alarm alarm(String key) {
    return alarms.computeIfAbsent(
        key, _ -> new Alarm(ground.events(), Severity.ALARM, device.id().toString(), "pre-alarm"));
  }
}
