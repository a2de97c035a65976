package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.safety.Freeze;
import org.busbar.api.safety.Setpoint;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeDevice;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reaches a battery management system is what its profile lets be written, no more often. */
class BmsGuardTest {
  private static final NodeId BMS = new NodeId("bms1");
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Interval RANGE = new Interval(0, 100);

  /** One wish: what somebody wants to be written, and how long after the one before. */
  record Wish(Point quantity, double value, int pauseMs) {}

  @Provide
  Arbitrary<List<Wish>> wishes() {
    return Combinators.combine(
            Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(Points.CURRENT_LIMIT_A)),
                Tuple.of(
                    1,
                    Arbitraries.of(
                        Points.SWITCH_ON,
                        Points.ACTIVE_POWER_W,
                        Points.CHARGE_CURRENT_MAX_A,
                        Points.CELL_VOLTAGE_MAX_V))),
            Arbitraries.oneOf(
                Arbitraries.doubles().between(-50, 150),
                Arbitraries.of(Double.NaN, 1e9, -1e9, Double.POSITIVE_INFINITY)),
            Arbitraries.integers().between(10, 700))
        .as(Wish::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(40);
  }

  @TempDir Path home = Path.of("");

  private static Rig rig() {
    Writable limit =
        FakeWritable.times(
            FakeWritable.of("bms1", Points.CURRENT_LIMIT_A, RANGE),
            LEAST,
            Optional.empty(),
            Optional.of(Duration.ofSeconds(60)));
    Address soc = Address.of(BMS, Points.STATE_OF_CHARGE_PCT);
    return new Rig()
        .with(
            new DeviceDeclaration(
                BMS,
                "Fake",
                Map.of(BMS, "bms"),
                Map.of(soc, Duration.ofSeconds(1)),
                Map.of(),
                List.of(limit),
                Map.of(),
                Duration.ofSeconds(1),
                Maturity.SIMULATED));
  }

  @Property
  @Tag("DEV-01")
  void nothingOutsideOfAllowListRangeAndRateReachesIt(@ForAll("wishes") List<Wish> wishes) {
    Rig rig = rig();
    rig.running(Scratch.home());
    for (Wish wish : wishes) {
      rig.advance(Duration.ofMillis(wish.pauseMs()));
      rig.feed();
      Freeze freeze = rig.freeze();
      List<Setpoint> all = new ArrayList<>();
      all.add(rig.setpoint(freeze, BMS, wish.quantity(), wish.value()));
      rig.submit(all);
      rig.tend();
    }
    FakeDevice.Written before = null;
    for (FakeDevice.Written written : rig.driver.device("bms1").written()) {
      Command command = written.command();
      assertEquals(Points.CURRENT_LIMIT_A, command.writable().quantity());
      assertTrue(RANGE.contains(command.value()), command::toString);
      boolean changes =
          before != null
              && before.command().action() == Action.SET
              && command.action() == Action.SET
              && before.command().value() != command.value();
      if (changes) {
        long apart = written.nanos() - before.nanos();
        assertTrue(apart >= LEAST.toNanos(), () -> apart + " ns after another value");
      }
      before = written;
    }
  }

  @Test
  @org.junit.jupiter.api.Tag("DEV-02")
  void ofAHundredCommandsInASecondTheLastOneIsWrittenAndTheOthersAreCounted() {
    Rig rig = rig();
    rig.running(home);
    for (int i = 0; i < 100; i++) {
      rig.feed();
      rig.submit(
          List.of(rig.setpoint(rig.freeze(), BMS, Points.CURRENT_LIMIT_A, i == 0 ? 100 : i)));
      rig.tend();
      rig.advance(Duration.ofMillis(10));
    }
    assertEquals(List.of("SET 100"), rig.told("bms1"), "one in a second");
    rig.tend();
    assertEquals(List.of("SET 100", "SET 99"), rig.told("bms1"), "the last one wins");
    String said = rig.device("bms1").status().lastWrite();
    assertTrue(said.endsWith("; dropped so far: 98"), said);
  }
}
