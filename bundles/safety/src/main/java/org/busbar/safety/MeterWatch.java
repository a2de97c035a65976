package org.busbar.safety;

import static org.busbar.api.vocabulary.Points.ACTIVE_POWER_W;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.busbar.api.events.Severity;
import org.busbar.api.site.LimitConfig;
import org.busbar.api.site.Node;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Sample;
import org.busbar.safety.plausibility.Coupling;
import org.busbar.safety.plausibility.Coupling.State;
import org.jspecify.annotations.Nullable;

/**
 * Compares a meter with what is moved behind it, all the time the site runs: one that was turned or
 * whose ratio was changed since the start is invalid to everybody else until the next start, so
 * that no loop stays closed over it. Needs no pulses. Watch thread.
 */
final class MeterWatch implements Observer {
  /** Values that come faster are taken no more often. */
  private static final Duration LEAST_PERIOD = Duration.ofSeconds(1);

  private static final double SLACK = 0.9;

  /** All that is moved behind it: how much of it by us, what it is now, how often that is told. */
  private record Moved(double reachW, double powerW, Duration period) {}

  private final Ground ground;
  private final FieldDevice meter;
  private final boolean atSite;
  private final NodeId node;
  private final Supplier<Roster> present;
  private final Alarm alarm;
  private Coupling coupling = new Coupling(0, true);
  private double reachW;
  private @Nullable Roster known;
  private List<FieldDevice> behind = List.of();
  private @Nullable Sample seen;
  private State told = State.TRUSTED;
  private boolean looked;
  private long lookedNanos;

  private MeterWatch(Ground ground, FieldDevice meter, Node node, Supplier<Roster> present) {
    this.ground = ground;
    this.meter = meter;
    this.atSite = node.kind() == Node.Kind.SITE;
    this.node = node.id();
    this.present = present;
    this.alarm = new Alarm(ground.events(), Severity.ALARM, meter.id().toString(), "meter-wrong");
  }

  /**
   * One for each node that a device is the meter of.
   *
   * @param present the devices that are there now
   */
  static List<MeterWatch> of(Ground ground, FieldDevice meter, Supplier<Roster> present) {
    return ground.model().nodes().values().stream()
        .filter(node -> node.meter().equals(Optional.of(meter.id())))
        .map(node -> new MeterWatch(ground, meter, node, present))
        .toList();
  }

  /** The others within the node, as devices come and go. */
  private List<FieldDevice> behind() {
    Roster now = present.get();
    if (now != known) {
      known = now;
      behind =
          now.devices().stream()
              .filter(other -> other != meter && now.model().isWithin(other.id(), node))
              .toList();
    }
    return behind;
  }

  @Override
  public void watch(Plant plant, long nowNanos) {
    boolean stopped = looked && !meter.isSiteRunningSinceBefore(lookedNanos);
    looked = meter.isSiteRunning();
    lookedNanos = nowNanos;
    if (stopped || !looked) {
      forget(); // A stop between two looks counts as well.
      return;
    }
    Slot slot = plant.slot(Address.of(meter.id(), ACTIVE_POWER_W));
    Sample sample = slot == null ? null : slot.latest();
    Sample before = seen;
    if (sample == null || sample == before) {
      return;
    }
    Moved moved = moved(nowNanos);
    if (before != null
        && sample.measuredNanos() - before.measuredNanos() < SLACK * moved.period.toNanos()) {
      return;
    }
    seen = sample;
    if (reachW != moved.reachW) {
      reachW = moved.reachW;
      coupling = new Coupling(reachW, atSite);
    }
    if (reachW > 0) {
      tell(coupling.accept(sample.usableAt(nowNanos), moved.powerW), coupling.share());
    }
  }

  @Override
  public void absent(long nowNanos) {
    forget();
  }

  private void forget() {
    reachW = 0;
    seen = null;
    if (told != State.TRUSTED) {
      told = State.TRUSTED;
      meter.distrust(this, "");
      alarm.end("Meter " + meter.id() + " is compared anew at the next start.");
    }
  }

  private void tell(State state, double share) {
    if (state == told) {
      return;
    }
    told = state;
    meter.distrust(this, state == State.TRUSTED ? "" : "it does not see what is moved");
    switch (state) {
      case TRUSTED -> tell(Severity.INFO, meter.id() + " sees what is moved behind it after all.");
      case SUSPECTED ->
          tell(
              Severity.WARNING,
              meter.id()
                  + " did not see what was moved behind it; it is not used until that is clear.");
      case WRONG ->
          alarm.raise(
              String.format(
                  Locale.ROOT,
                  "%s saw %.0f %% of what was moved behind it. It is not used until the next"
                      + " start; look at the direction and the ratio of its transformers.",
                  meter.id(),
                  100 * share));
    }
  }

  private void tell(Severity severity, String text) {
    ground.events().raise(severity, meter.id().toString(), "meter-doubted", text);
  }

  /** What the device takes within the limits of the site: more than that is never asked of it. */
  private Interval reach(Lane lane) {
    Interval range = lane.writable().range();
    for (LimitConfig limit : ground.model().limits()) {
      if (limit.address().equals(lane.address()) && range.intersects(limit.interval())) {
        range = range.intersect(limit.interval());
      }
    }
    return range;
  }

  private Moved moved(long nowNanos) {
    double reach = 0;
    double power = 0;
    Duration slowest = LEAST_PERIOD;
    for (FieldDevice device : behind()) {
      Plant plant = device.plant();
      for (Lane lane : plant == null ? List.<Lane>of() : plant.lanes()) {
        Address measured = lane.writable().measured().orElse(null);
        if (measured != null && lane.writable().quantity().equals(ACTIVE_POWER_W)) {
          Interval range = device.isUnderAuthority() ? reach(lane) : Interval.point(0);
          double most = StrictMath.max(StrictMath.abs(range.min()), StrictMath.abs(range.max()));
          reach += Double.isFinite(most) ? most : 0;
          power += plant.usableAt(measured, nowNanos);
          Duration period = plant.declaration().points().getOrDefault(measured, LEAST_PERIOD);
          slowest = period.compareTo(slowest) > 0 ? period : slowest;
        }
      }
    }
    return new Moved(reach, power, slowest);
  }
}
