package org.busbar.safety;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.busbar.api.events.Severity;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.safety.trend.Swings;

/**
 * Finds a setpoint that goes to and fro, as a loop with too much gain makes it. Such a lane is
 * calmed for some minutes: it changes its value at most once in a while, except for what a limit or
 * a stop demands. Watch thread.
 */
final class HuntingWatch implements Observer {
  private static final double SPAN_SECONDS = 60;
  private static final int MOST_TURNS = 12;
  private static final double SHARE = 0.1;
  private static final Duration CALM = Duration.ofMinutes(5);
  private static final double NANOS_PER_SECOND = 1e9;

  private final Ground ground;
  private final FieldDevice device;
  private final long openedNanos;
  private final Map<Address, Swings> swings = new HashMap<>();
  private final Map<Address, Alarm> alarms = new HashMap<>();

  HuntingWatch(Ground ground, FieldDevice device) {
    this.ground = ground;
    this.device = device;
    this.openedNanos = ground.clock().nanos();
  }

  @Override
  public void watch(Plant plant, long nowNanos) {
    plant.lanes().forEach(lane -> look(lane, nowNanos));
  }

  private void look(Lane lane, long nowNanos) {
    double value = lane.commanded().value();
    Interval range = lane.writable().range();
    double span = StrictMath.max(StrictMath.abs(range.min()), StrictMath.abs(range.max()));
    if (!Double.isFinite(value) || !Double.isFinite(span)) {
      return;
    }
    Swings of = swings.computeIfAbsent(lane.address(), _ -> new Swings(SHARE * span, SPAN_SECONDS));
    Alarm alarm =
        alarms.computeIfAbsent(
            lane.address(),
            a -> new Alarm(ground.events(), Severity.ALARM, a.toString(), "hunting"));
    if (of.add((nowNanos - openedNanos) / NANOS_PER_SECOND, value) > MOST_TURNS) {
      of.clear();
      lane.calm(nowNanos + CALM.toNanos());
      alarm.raise(
          "The setpoint of "
              + lane.address()
              + " turned more than "
              + MOST_TURNS
              + " times in a minute; it changes slowly for "
              + CALM.toMinutes()
              + " min. Two modes may work against each other, or one has too much gain.");
    } else if (!lane.isCalm(nowNanos)) {
      alarm.end("The setpoint of " + device.id() + " is calm again.");
    }
  }
}
