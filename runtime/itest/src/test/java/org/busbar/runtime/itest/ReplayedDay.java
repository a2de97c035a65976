package org.busbar.runtime.itest;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.busbar.api.history.HistoryBatch;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.api.vocabulary.SiteId;
import org.busbar.history.sqlite.SqliteHistory;

/**
 * A day of the demo's home in the store of a gateway, as if it had run: sun, house, a car at noon
 * and a battery that takes the surplus. From 9 h to 8 h before the end the gateway was off.
 */
final class ReplayedDay {
  private static final Duration EACH = Duration.ofSeconds(10);
  private static final double BATTERY_WH = 10_000;
  private static final double BATTERY_W = 5_000;

  private final List<Sample> samples = new ArrayList<>();
  private double stateOfChargePct = 40;

  private ReplayedDay() {}

  /** Writes the day that ends now, at this hour of the plant's own clock, into this home. */
  static void write(Path home, Instant now, double hour) throws Exception {
    ReplayedDay day = new ReplayedDay();
    try (SqliteHistory history = new SqliteHistory(home)) {
      for (int hoursAgo = 24; hoursAgo > 0; hoursAgo--) {
        Instant from = now.minus(Duration.ofHours(hoursAgo));
        day.hour(from, 24 + hour - hoursAgo);
        if (hoursAgo != 9) {
          history.append(
              new SiteId("local", "demo"),
              new HistoryBatch(List.copyOf(day.samples), List.of(), List.of()));
        }
        day.samples.clear();
      }
    }
  }

  private void hour(Instant from, double clockHour) {
    for (long second = 0; second < 3600; second += EACH.toSeconds()) {
      moment(from.plusSeconds(second), (clockHour + second / 3600.0) % 24);
    }
  }

  private void moment(Instant at, double hour) {
    double sun = hour > 6 && hour < 20 ? Math.sin((hour - 6) / 14 * Math.PI) : 0;
    double pvW =
        6_500
            * Math.pow(sun, 1.3)
            * (0.93 + 0.05 * Math.sin(hour * 4) + 0.02 * Math.sin(hour * 17));
    double loadW = -(380 + 900 * Math.exp(-Math.pow(hour - 19, 2) / 4) + 120 * Math.sin(hour * 5));
    double chargerW = hour > 11.5 && hour < 14 ? -3_600 : 0;
    double wishW = -(pvW + loadW + chargerW);
    double least = stateOfChargePct >= 95 ? 0 : -BATTERY_W;
    double most = stateOfChargePct <= 10 ? 0 : BATTERY_W;
    double batteryW = Math.max(least, Math.min(most, wishW));
    stateOfChargePct -= batteryW * EACH.toSeconds() / 3600 / BATTERY_WH * 100;
    add(at, "pv1", Points.ACTIVE_POWER_W, pvW);
    add(at, "load1", Points.ACTIVE_POWER_W, loadW);
    add(at, "ev1", Points.ACTIVE_POWER_W, chargerW);
    add(at, "bat1", Points.ACTIVE_POWER_W, batteryW);
    add(at, "bat1", Points.STATE_OF_CHARGE_PCT, stateOfChargePct);
    add(at, "pcc", Points.ACTIVE_POWER_W, wishW - batteryW);
  }

  private void add(Instant at, String device, Point point, double value) {
    samples.add(
        new Sample(
            Address.of(new NodeId(device), point),
            value,
            Quality.GOOD,
            0,
            EACH.multipliedBy(2).toNanos(),
            at));
  }
}
