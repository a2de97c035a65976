package org.busbar.testkit.api;

import java.time.Duration;
import java.util.Optional;
import org.busbar.api.device.Writable;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;

/** Makes writables for tests; each {@code with} returns a changed copy. */
public final class FakeWritable {
  private FakeWritable() {}

  /**
   * Active power of a battery: -5000 to 5000 W in steps of 1 W, no ramp, released to and safe at 0
   * W, a reversion time of 60 s.
   */
  public static Writable power(String node) {
    return of(node, Points.ACTIVE_POWER_W, new Interval(-5000, 5000));
  }

  /** A quantity in steps of 1, no ramp, released to and safe at 0, a reversion time of 60 s. */
  public static Writable of(String node, Point quantity, Interval range) {
    NodeId id = new NodeId(node);
    return new Writable(
        id,
        quantity,
        range,
        1,
        Double.POSITIVE_INFINITY,
        Duration.ZERO,
        Duration.ZERO,
        Optional.empty(),
        Optional.of(Duration.ofSeconds(60)),
        0,
        0,
        Optional.of(Address.of(id, quantity)),
        10,
        Double.POSITIVE_INFINITY);
  }

  /** With a greatest change per second and a step, both in the unit of the quantity. */
  public static Writable ramp(Writable w, double rampPerSecond, double step) {
    return new Writable(
        w.node(),
        w.quantity(),
        w.range(),
        step,
        rampPerSecond,
        w.minLease(),
        w.minInterval(),
        w.keepAlive(),
        w.reversion(),
        w.release(),
        w.safe(),
        w.measured(),
        w.tolerance(),
        w.ratedApparentPowerVa());
  }

  /** With other release and safe values, in the unit of the quantity. */
  public static Writable rest(Writable w, double release, double safe) {
    return new Writable(
        w.node(),
        w.quantity(),
        w.range(),
        w.step(),
        w.rampPerSecond(),
        w.minLease(),
        w.minInterval(),
        w.keepAlive(),
        w.reversion(),
        release,
        safe,
        w.measured(),
        w.tolerance(),
        w.ratedApparentPowerVa());
  }

  /** With other times; an empty reversion is a device without a timer of its own. */
  public static Writable times(
      Writable w,
      Duration minInterval,
      Optional<Duration> keepAlive,
      Optional<Duration> reversion) {
    return new Writable(
        w.node(),
        w.quantity(),
        w.range(),
        w.step(),
        w.rampPerSecond(),
        w.minLease(),
        minInterval,
        keepAlive,
        reversion,
        w.release(),
        w.safe(),
        w.measured(),
        w.tolerance(),
        w.ratedApparentPowerVa());
  }

  /** With a capability in VA. */
  public static Writable rated(Writable w, double ratedApparentPowerVa) {
    return new Writable(
        w.node(),
        w.quantity(),
        w.range(),
        w.step(),
        w.rampPerSecond(),
        w.minLease(),
        w.minInterval(),
        w.keepAlive(),
        w.reversion(),
        w.release(),
        w.safe(),
        w.measured(),
        w.tolerance(),
        ratedApparentPowerVa);
  }
}
