package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.safety.Freeze;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegionTest {
  private static final double RATED_VA = 5000;
  private static final NodeId BAT = new NodeId(Rig.BAT);

  @TempDir Path home;

  private static Rig inverter(double rampPerSecond, double step) {
    Writable p = FakeWritable.ramp(Rig.power(), rampPerSecond, step);
    Writable q =
        FakeWritable.ramp(
            FakeWritable.of(Rig.BAT, Points.REACTIVE_POWER_VAR, new Interval(-4000, 4000)),
            rampPerSecond,
            step);
    DeviceDeclaration plain =
        Rig.declared(
            Rig.BAT,
            Maturity.SIMULATED,
            Map.of(),
            FakeWritable.rated(p, RATED_VA),
            FakeWritable.rated(q, RATED_VA));
    var points = new HashMap<>(plain.points());
    points.put(Address.of(BAT, Points.REACTIVE_POWER_VAR), Duration.ofSeconds(1));
    return new Rig()
        .with(
            new DeviceDeclaration(
                BAT,
                "Fake",
                plain.natures(),
                points,
                Map.of(),
                plain.writables(),
                Map.of(),
                plain.reactionTime(),
                plain.maturity()));
  }

  private static void step(Rig rig, double powerW, double reactiveVar) {
    Freeze freeze = rig.freeze();
    rig.submit(
        List.of(
            rig.setpoint(freeze, BAT, Points.ACTIVE_POWER_W, powerW),
            rig.setpoint(freeze, BAT, Points.REACTIVE_POWER_VAR, reactiveVar)));
  }

  @Test
  void reactivePowerGivesWayBeforeActivePowerGrows() {
    Rig rig = inverter(Double.POSITIVE_INFINITY, 1);
    rig.running(home);
    step(rig, 0, 4000);
    assertEquals(List.of("SET 4000", "SET 0"), rig.told());
    rig.advance(Rig.CYCLE);
    step(rig, 4000, 4000);
    assertEquals(List.of("SET 4000", "SET 0", "SET 3000", "SET 4000"), rig.told());
    rig.advance(Rig.CYCLE);
    step(rig, 0, 4000);
    rig.advance(Rig.CYCLE);
    step(rig, 0, 4000);
    assertEquals(List.of("SET 0", "SET 4000"), rig.told().subList(4, 6));
  }

  @Test
  void whatIsOnlyMeasuredTakesItsPartOfTheCapabilityAndReactivePowerWaitsForTheActive() {
    Rig rig = inverter(Double.POSITIVE_INFINITY, 1);
    rig.running(home);
    Address active = Address.of(BAT, Points.ACTIVE_POWER_W);
    Address reactive = Address.of(BAT, Points.REACTIVE_POWER_VAR);
    rig.bat().delivers(rig.good(active, -4000));
    assertEquals(new Interval(-3000, 3000), rig.freeze().allowed().get(reactive).interval());
    rig.bat().delivers(rig.good(active, 0).judged(Quality.INVALID));
    assertEquals(Interval.ZERO, rig.freeze().allowed().get(reactive).interval());
    rig.bat().delivers(rig.good(reactive, 0).judged(Quality.INVALID));
    assertEquals(new Interval(-5000, 5000), rig.freeze().allowed().get(active).interval());
  }

  /**
   * Random wishes, ramps and answers of the device: after every single write the pair that the
   * device may hold lies inside its capability.
   */
  @Property
  @Tag("DEV-05")
  void whatTheDeviceMayHoldStaysInsideItsCapabilityInEveryState(
      @ForAll @Size(min = 3, max = 25) List<@DoubleRange(min = -9000, max = 9000) Double> powers,
      @ForAll @Size(min = 3, max = 25) List<@DoubleRange(min = -9000, max = 9000) Double> reactives,
      @ForAll @Size(min = 3, max = 25) List<@IntRange(min = 0, max = 5) Integer> answers,
      @ForAll @IntRange(min = 0, max = 2) int kind) {
    Path folder = Scratch.home();
    Rig rig =
        inverter(
            kind == 0 ? Double.POSITIVE_INFINITY : kind == 1 ? 700 : 20_000, kind == 0 ? 0 : 10);
    rig.running(folder);
    Map<Point, double[]> held = new HashMap<>();
    held.put(Points.ACTIVE_POWER_W, new double[] {0, 0});
    held.put(Points.REACTIVE_POWER_VAR, new double[] {0, 0});
    int[] writes = {0};
    rig.bat()
        .answers(
            command -> {
              int answer = answers.get(writes[0]++ % answers.size());
              return hold(held.get(command.writable().quantity()), command, answer, held);
            });
    for (int i = 0; i < powers.size(); i++) {
      rig.advance(Duration.ofMillis(300));
      rig.feed();
      step(rig, powers.get(i), reactives.get(i % reactives.size()));
      rig.tend();
    }
  }

  /** The device holds the old or the new value; both must fit beside what it holds of the other. */
  private static WriteResult hold(
      double[] own, Command command, int answer, Map<Point, double[]> held) {
    if (answer == 0) {
      return new WriteResult.Refused("code 4");
    }
    if (answer == 1) {
      own[1] = Math.max(Math.max(own[0], own[1]), Math.abs(command.value()));
      check(held);
      return new WriteResult.Unknown("no answer");
    }
    own[0] = Math.abs(command.value());
    own[1] = own[0];
    check(held);
    return new WriteResult.Accepted(Double.NaN);
  }

  private static void check(Map<Point, double[]> held) {
    double p = held.get(Points.ACTIVE_POWER_W)[1];
    double q = held.get(Points.REACTIVE_POWER_VAR)[1];
    assertTrue(p * p + q * q <= RATED_VA * RATED_VA + 1e-6, "P " + p + " W with Q " + q + " var");
  }

  @Property
  void theLegOfTheCapabilityNeverLeavesTheCircle(
      @ForAll @DoubleRange(min = 0, max = 1e6) double radius,
      @ForAll @DoubleRange(min = 0, max = 1e6) double other) {
    double leg = Bounds.leg(radius, other);
    assertTrue(leg >= 0);
    assertTrue(leg == 0 || leg * leg + other * other <= radius * radius);
  }
}
