package org.busbar.safety;

import static org.busbar.api.vocabulary.Points.ACTIVE_POWER_W;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.Allowed;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.GateCell;
import org.busbar.api.safety.Setpoint;
import org.busbar.api.safety.SiteState;
import org.busbar.api.site.Node;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.safety.plausibility.StepTest;
import org.busbar.safety.plausibility.StepTest.Result;

/**
 * Moves one device by small pulses each time the site is started, and looks whether the meters
 * above it see them. Until a meter has passed, its values are invalid to everybody else, so that no
 * loop is closed over one that is flipped or mis-scaled. It is done again while the site runs where
 * nothing else would tell. On the site's loop.
 */
final class MeterTrial {
  /** What a person allows by naming it in the consents of a device. */
  static final String CONSENT = "step-test";

  private static final double FIRST_SHARE = 0.05;
  private static final double MOST_SHARE = 0.2;
  private static final double SLOWEST_SECONDS = 2;
  private static final double NEAR_SHARE = 0.02;
  private static final double NANOS_PER_SECOND = 1e9;

  /** A meter above the device. */
  private record Meter(FieldDevice device, boolean atSite) {
    Address address() {
      return Address.of(device.id(), ACTIVE_POWER_W);
    }
  }

  private final Ground ground;
  private final FieldDevice moved;
  private final List<Meter> meters = new ArrayList<>();
  private final List<StepTest> tests = new ArrayList<>();
  private final Set<Meter> passed = new HashSet<>();
  private final Retest retest = new Retest();
  private boolean wasRunning;
  private boolean done;
  private boolean wrong;
  private long begunNanos;
  private int epoch;
  private double setpointW = Double.NaN;

  private MeterTrial(Ground ground, FieldDevice moved) {
    this.ground = ground;
    this.moved = moved;
  }

  /** A trial for each device whose consents allow it and that has a meter above. */
  static List<MeterTrial> of(Ground ground, Map<NodeId, FieldDevice> byNode) {
    List<MeterTrial> trials = new ArrayList<>();
    for (FieldDevice device : List.copyOf(byNode.values())) {
      if (!device.config().consents().contains(CONSENT) || holds(trials, device)) {
        continue;
      }
      MeterTrial trial = new MeterTrial(ground, device);
      Node node = ground.model().nodes().get(device.id());
      for (; node != null; node = node.parent().map(ground.model().nodes()::get).orElse(null)) {
        FieldDevice meter = node.meter().map(byNode::get).orElse(null);
        if (meter != null && meter != device) {
          trial.meters.add(new Meter(meter, node.kind() == Node.Kind.SITE));
        }
      }
      if (!trial.meters.isEmpty()) {
        trials.add(trial);
      }
    }
    return trials;
  }

  private static boolean holds(List<MeterTrial> trials, FieldDevice device) {
    return trials.stream().anyMatch(trial -> trial.moved == device);
  }

  /** Until the test has ended the device is set to what it asks for, and to nothing else. */
  void take(long decidedNanos, long leaseNanos) {
    if (wasRunning && !done) {
      moved.collected();
      if (Double.isFinite(setpointW)) {
        long deadline = decidedNanos + leaseNanos;
        moved.collect(
            new Setpoint(moved.id(), ACTIVE_POWER_W, setpointW, epoch, decidedNanos, deadline));
      }
    }
  }

  /** One step: begins at a start, goes on while the device may be set, ends with a word. */
  void step(Freeze freeze, long nowNanos) {
    SiteState state = freeze.state();
    Allowed allowed = freeze.allowed().get(Address.of(moved.id(), ACTIVE_POWER_W));
    GateCell cell = freeze.cells().get(moved.id());
    epoch = cell == null ? epoch : cell.epoch();
    boolean running = state == SiteState.RUNNING;
    if (running && !wasRunning) {
      passed.clear();
      wrong = false;
      retest.started();
      anew("not tested yet");
    } else if (!running && wasRunning) {
      meters.forEach(meter -> meter.device().distrust(this, ""));
    }
    wasRunning = running;
    setpointW = Double.NaN;
    if (!running || allowed == null || !moved.isUnderAuthority()) {
      return;
    }
    if (done && !wrong && isDoubtful(allowed.interval(), nowNanos)) {
      anew("it is tested again");
    }
    if (!done) {
      pulse(allowed.interval(), nowNanos);
    }
  }

  private void anew(String why) {
    done = false;
    tests.clear();
    meters.forEach(meter -> meter.device().distrust(this, why));
  }

  private boolean isDoubtful(Interval allowed, long nowNanos) {
    Plant plant = moved.plant();
    Lane lane = plant == null ? null : plant.lane(moved.id(), ACTIVE_POWER_W);
    if (lane == null) {
      return false;
    }
    Interval range = lane.writable().range();
    double margin = NEAR_SHARE * StrictMath.max(StrictMath.abs(range.min()), range.max());
    double held = lane.commanded().value();
    boolean stands = held >= allowed.max() - margin || held <= allowed.min() + margin;
    return retest.isDue(stands, lane.isCalm(nowNanos), nowNanos);
  }

  private void pulse(Interval allowed, long nowNanos) {
    if (tests.isEmpty()) {
      begin(allowed);
      begunNanos = nowNanos;
    }
    double seconds = (nowNanos - begunNanos) / NANOS_PER_SECOND;
    double own = moved.usableAt(Address.of(moved.id(), ACTIVE_POWER_W), nowNanos);
    boolean ended = true;
    for (int i = 0; i < tests.size(); i++) {
      Meter meter = meters.get(i);
      double next =
          tests.get(i).step(seconds, meter.device().usableAt(meter.address(), nowNanos), own);
      ended &= Double.isNaN(next);
      setpointW = Double.isNaN(next) ? setpointW : allowed.clamp(next);
    }
    if (ended) {
      done = true;
      setpointW = Double.NaN;
      boolean first = passed.isEmpty();
      for (int i = 0; i < tests.size(); i++) {
        tell(meters.get(i), tests.get(i));
      }
      boolean unclear = tests.stream().anyMatch(test -> test.result() == Result.UNCLEAR);
      retest.ended(first, unclear, nowNanos);
    }
  }

  /** In the direction in which more is possible; held until device and meter have followed. */
  private void begin(Interval allowed) {
    double reach = StrictMath.max(allowed.max(), -allowed.min());
    double sign = allowed.max() >= -allowed.min() ? 1 : -1;
    double reaction =
        Optional.ofNullable(moved.plant())
            .map(plant -> plant.declaration().reactionTime())
            .orElse(Duration.ZERO)
            .toMillis();
    for (Meter meter : meters) {
      double slowest = SLOWEST_SECONDS + reaction / 1000;
      tests.add(
          new StepTest(
              sign * FIRST_SHARE * reach, MOST_SHARE * reach, slowest + 1, meter.atSite()));
    }
  }

  private void tell(Meter meter, StepTest test) {
    String id = meter.device().id().toString();
    boolean known = passed.contains(meter);
    boolean unclear = test.result() == Result.UNCLEAR;
    String verdict =
        switch (test.result()) {
          case PASSED -> "sees what is moved";
          case FLIPPED -> "has the wrong sign; turn its transformers or set its option invert";
          case MIS_SCALED -> "has the wrong scale; compare its ratio with the transformers";
          case UNCLEAR, RUNNING ->
              known
                  ? "could not be tested again"
                  : "could not be tested; that is tried again when the site is calmer";
        };
    boolean used = test.result() == Result.PASSED || known && unclear;
    if (test.result() == Result.PASSED) {
      passed.add(meter);
    }
    wrong |= !used && !unclear; // Until the next start.
    meter.device().distrust(this, used ? "" : "it failed the step test");
    ground
        .events()
        .raise(
            used ? Severity.INFO : unclear ? Severity.WARNING : Severity.ALARM,
            id,
            known && !used ? "meter-wrong" : "step-test",
            "Step test: " + id + " " + verdict + " (" + test.words() + ").",
            Map.of("result", test.result().name()));
  }
}
