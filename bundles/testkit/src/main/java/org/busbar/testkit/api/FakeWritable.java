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
    Draft draft = new Draft(w);
    draft.rampPerSecond = rampPerSecond;
    draft.step = step;
    return draft.writable();
  }

  /** With other release and safe values, in the unit of the quantity. */
  public static Writable rest(Writable w, double release, double safe) {
    Draft draft = new Draft(w);
    draft.release = release;
    draft.safe = safe;
    return draft.writable();
  }

  /** With other times; an empty reversion is a device without a timer of its own. */
  public static Writable times(
      Writable w,
      Duration minInterval,
      Optional<Duration> keepAlive,
      Optional<Duration> reversion) {
    Draft draft = new Draft(w);
    draft.minInterval = minInterval;
    draft.keepAlive = keepAlive;
    draft.reversion = reversion;
    return draft.writable();
  }

  /** With a least time for which a setpoint holds. */
  public static Writable leased(Writable w, Duration minLease) {
    Draft draft = new Draft(w);
    draft.minLease = minLease;
    return draft.writable();
  }

  /** With a capability in VA. */
  public static Writable rated(Writable w, double ratedApparentPowerVa) {
    Draft draft = new Draft(w);
    draft.ratedApparentPowerVa = ratedApparentPowerVa;
    return draft.writable();
  }

  /** A writable while it is changed. */
  private static final class Draft {
    private final Writable from;
    private double step;
    private double rampPerSecond;
    private Duration minLease;
    private Duration minInterval;
    private Optional<Duration> keepAlive;
    private Optional<Duration> reversion;
    private double release;
    private double safe;
    private double ratedApparentPowerVa;

    private Draft(Writable from) {
      this.from = from;
      step = from.step();
      rampPerSecond = from.rampPerSecond();
      minLease = from.minLease();
      minInterval = from.minInterval();
      keepAlive = from.keepAlive();
      reversion = from.reversion();
      release = from.release();
      safe = from.safe();
      ratedApparentPowerVa = from.ratedApparentPowerVa();
    }

    private Writable writable() {
      return new Writable(
          from.node(),
          from.quantity(),
          from.range(),
          step,
          rampPerSecond,
          minLease,
          minInterval,
          keepAlive,
          reversion,
          release,
          safe,
          from.measured(),
          from.tolerance(),
          ratedApparentPowerVa);
    }
  }
}
