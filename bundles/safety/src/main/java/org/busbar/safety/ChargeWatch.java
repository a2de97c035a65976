package org.busbar.safety;

import org.busbar.api.events.Severity;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.safety.limit.Pack;

/**
 * Counts what flows into and out of a battery while the site runs, and tells of a device that has
 * another state of charge: the worse of both counts. Watch thread.
 */
final class ChargeWatch implements Observer {
  private final Ground ground;
  private final FieldDevice device;
  private final Alarm alarm;
  private long begunNanos;
  private long putNanos;

  ChargeWatch(Ground ground, FieldDevice device) {
    this.ground = ground;
    this.device = device;
    this.alarm =
        new Alarm(ground.events(), Severity.ALARM, device.id().toString(), "soc-divergence");
    this.begunNanos = ground.clock().nanos();
  }

  @Override
  public void watch(Plant plant, long nowNanos) {
    device.guards().own().ifPresent(pack -> count(pack, nowNanos));
  }

  private void count(Pack pack, long nowNanos) {
    if (!device.isSiteRunningSinceBefore(begunNanos)) {
      pack.count(false, nowNanos); // Begins anew with each start.
      begunNanos = nowNanos;
    }
    double estimatePct = pack.count(device.isSiteRunning(), nowNanos);
    String doubt = pack.doubt();
    if (doubt.isEmpty()) {
      alarm.end("The state of charge of " + device.id() + " agrees with what was counted.");
    } else {
      alarm.raise("Two states of charge: " + doubt + ".");
    }
    long measuredNanos = pack.countedNanos();
    if (!Double.isFinite(estimatePct) || measuredNanos == putNanos) {
      return;
    }
    putNanos = measuredNanos;
    ground
        .store()
        .put(
            new Sample(
                pack.estimate(),
                estimatePct,
                Quality.GOOD,
                measuredNanos,
                measuredNanos + pack.estimateAgeNanos(),
                ground.clock().instant()));
  }
}
