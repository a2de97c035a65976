package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.safety.Allowed;
import org.busbar.api.site.LimitConfig.Reaction;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllowedTest {
  private static final NodeId BAT = new NodeId(Rig.BAT);
  private static final Address POWER = Address.of(BAT, Points.ACTIVE_POWER_W);

  @TempDir Path home;

  private Allowed allowed(Rig rig) {
    Allowed allowed = rig.freeze().allowed().get(POWER);
    assertNotNull(allowed);
    return allowed;
  }

  /** A battery that also delivers the given points. */
  static Rig delivering(Point... points) {
    DeviceDeclaration plain = Rig.declared(Rig.BAT, Maturity.SIMULATED, Map.of(), Rig.power());
    Map<Address, Duration> all = new HashMap<>(plain.points());
    List.of(points).forEach(p -> all.put(Address.of(BAT, p), Duration.ofSeconds(1)));
    return new Rig()
        .with(
            new DeviceDeclaration(
                BAT,
                "Fake",
                plain.natures(),
                all,
                Map.of(),
                plain.writables(),
                Map.of(),
                plain.reactionTime(),
                plain.maturity()));
  }

  @Test
  void theRangeOfTheDeviceIsAllowedAndNamed() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    assertEquals(
        new Allowed(
            new Interval(-5000, 5000),
            "the device takes no less than -5000 W",
            "the device takes no more than 5000 W"),
        allowed(rig));
  }

  @Test
  void anEmptyBatteryIsNotDischargedAndTheReasonSaysSo() {
    Rig rig =
        new Rig()
            .battery(Rig.power())
            .limit(Rig.BAT, Points.STATE_OF_CHARGE_PCT, new Interval(10, 95), Reaction.CLAMP);
    rig.running(home);
    rig.bat().delivers(Rig.BAT, Points.STATE_OF_CHARGE_PCT, 9.8);
    assertEquals(new Interval(-5000, 0), allowed(rig).interval());
    assertEquals(
        "discharge limited to 0 W: state of charge 9.8 % at the limit 10 %",
        allowed(rig).upperReason());
    rig.bat().delivers(Rig.BAT, Points.STATE_OF_CHARGE_PCT, 95);
    assertEquals(new Interval(0, 5000), allowed(rig).interval());
    assertEquals(
        "charge limited to 0 W: state of charge 95 % at the limit 95 %",
        allowed(rig).lowerReason());
  }

  @Test
  void whatTheBatteryAllowsNowIsNotExceeded() {
    Rig rig = delivering(Points.CHARGE_POWER_MAX_W, Points.DISCHARGE_POWER_MAX_W);
    rig.running(home);
    rig.bat().delivers(Rig.BAT, Points.CHARGE_POWER_MAX_W, 1200);
    rig.bat().delivers(Rig.BAT, Points.DISCHARGE_POWER_MAX_W, 0);
    assertEquals(new Interval(-1200, 0), allowed(rig).interval());
    assertEquals(
        "charge limited to 1200 W: the device allows no more now", allowed(rig).lowerReason());
  }

  @Test
  void aColdBatteryIsNotChargedAndAHotOneNeither() {
    Rig rig =
        delivering(Points.CELL_TEMPERATURE_MIN_C, Points.CELL_TEMPERATURE_MAX_C)
            .limit(Rig.BAT, Points.CELL_TEMPERATURE_MIN_C, new Interval(0, 55), Reaction.CLAMP)
            .limit(Rig.BAT, Points.CELL_TEMPERATURE_MAX_C, new Interval(0, 55), Reaction.CLAMP);
    rig.running(home);
    rig.bat().delivers(Rig.BAT, Points.CELL_TEMPERATURE_MIN_C, -1);
    assertEquals(new Interval(0, 5000), allowed(rig).interval());
    rig.feed();
    rig.bat().delivers(Rig.BAT, Points.CELL_TEMPERATURE_MAX_C, 55);
    assertEquals(Interval.ZERO, allowed(rig).interval());
  }

  @Test
  void aLimitOfCurrentBecomesALimitOfPowerAtTheVoltageOfNow() {
    Rig rig =
        delivering(Points.DC_CURRENT_A, Points.DC_VOLTAGE_V)
            .limit(Rig.BAT, Points.DC_CURRENT_A, new Interval(-5, 10), Reaction.CLAMP);
    rig.running(home);
    rig.bat().delivers(Rig.BAT, Points.DC_VOLTAGE_V, 400);
    assertEquals(new Interval(-2000, 4000), allowed(rig).interval());
    assertEquals("charge limited to 2000 W: current limit of 5 A", allowed(rig).lowerReason());
  }

  @Test
  void aLimitOfThePowerItselfNarrowsTheRange() {
    Rig rig =
        new Rig()
            .battery(Rig.power())
            .limit(Rig.BAT, Points.ACTIVE_POWER_W, new Interval(-1000, 2000), Reaction.CLAMP);
    rig.running(home);
    assertEquals(new Interval(-1000, 2000), allowed(rig).interval());
  }

  @Test
  void withoutAFreshInputNothingIsAllowedAndTheDeviceGoesToItsRelease() {
    Rig rig =
        new Rig()
            .battery(Rig.power())
            .limit(Rig.BAT, Points.STATE_OF_CHARGE_PCT, new Interval(10, 95), Reaction.CLAMP);
    rig.running(home);
    rig.step(1000);
    for (int i = 0; i < 5; i++) {
      rig.advance(Duration.ofSeconds(1));
      rig.bat().delivers(Rig.BAT, Points.ACTIVE_POWER_W, 1000);
      rig.step(1000);
    }
    assertFalse(rig.freeze().allowed().containsKey(POWER));
    assertEquals(List.of("SET 1000", "RELEASE 0"), rig.told());
    assertEquals(1, rig.events.ofKind("not-controllable").size());
  }

  @Test
  void aDeviceThatFellSilentIsNotSetEvenWhereNoLimitNeedsItsValues() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    for (int i = 0; i < 50; i++) {
      rig.step(1000);
      rig.advance(Rig.CYCLE);
    }
    assertEquals(List.of("SET 1000", "RELEASE 0"), rig.told());
  }

  @Test
  void aDeclaredBandOfChargeClampsAndDoesNotTrip() {
    Address soc = Address.of(BAT, Points.STATE_OF_CHARGE_PCT);
    Rig rig =
        new Rig()
            .with(
                Rig.declared(
                    Rig.BAT, Maturity.SIMULATED, Map.of(soc, new Interval(5, 95)), Rig.power()));
    rig.running(home);
    rig.bat().delivers(Rig.BAT, Points.STATE_OF_CHARGE_PCT, 3);
    assertEquals(new Interval(-5000, 0), allowed(rig).interval());
  }

  @Test
  void aLimitThatCanDoNothingIsRefusedWithItsLine() {
    Rig rig =
        new Rig()
            .battery(Rig.power())
            .limit(Rig.BAT, Points.FREQUENCY_HZ, new Interval(49, 51), Reaction.CLAMP)
            .limit("bat9", Points.TEMPERATURE_C, new Interval(0, 40), Reaction.TRIP);
    IllegalArgumentException problems =
        assertThrows(IllegalArgumentException.class, () -> rig.open(home));
    assertEquals(2, problems.getMessage().lines().count());
    assertTrue(problems.getMessage().contains("site.yaml:9: limit of 'bat1/frequencyHz'"));
    assertTrue(problems.getMessage().contains("site.yaml:9: limit of 'bat9/temperatureC'"));
  }

  /** Whatever is measured and wanted: the written value keeps every limit of the battery. */
  @Property
  void noMeasurementAndNoWishLetsTheWrittenValueLeaveTheLimits(
      @ForAll @DoubleRange(min = 0, max = 100) double socPct,
      @ForAll @DoubleRange(min = 2.4, max = 3.7) double lowestV,
      @ForAll @DoubleRange(min = 2.4, max = 3.7) double highestV,
      @ForAll @DoubleRange(min = -20, max = 70) double coldestC,
      @ForAll double wantedW) {
    Rig rig =
        delivering(
                Points.CELL_VOLTAGE_MIN_V, Points.CELL_VOLTAGE_MAX_V, Points.CELL_TEMPERATURE_MIN_C)
            .limit(Rig.BAT, Points.STATE_OF_CHARGE_PCT, new Interval(10, 95), Reaction.CLAMP)
            .limit(Rig.BAT, Points.CELL_VOLTAGE_MIN_V, new Interval(2.9, 3.6), Reaction.CLAMP)
            .limit(Rig.BAT, Points.CELL_VOLTAGE_MAX_V, new Interval(2.9, 3.6), Reaction.CLAMP)
            .limit(Rig.BAT, Points.CELL_TEMPERATURE_MIN_C, new Interval(0, 55), Reaction.CLAMP);
    rig.running(Scratch.home());
    rig.bat().delivers(Rig.BAT, Points.STATE_OF_CHARGE_PCT, socPct);
    rig.bat().delivers(Rig.BAT, Points.CELL_VOLTAGE_MIN_V, lowestV);
    rig.bat().delivers(Rig.BAT, Points.CELL_VOLTAGE_MAX_V, highestV);
    rig.bat().delivers(Rig.BAT, Points.CELL_TEMPERATURE_MIN_C, coldestC);
    rig.step(wantedW);
    double written = rig.bat().last().value();
    assertTrue(Math.abs(written) <= 5000);
    if (socPct <= 10 || lowestV <= 2.9) {
      assertTrue(written <= 0, "discharges at " + socPct + " %, " + lowestV + " V");
    }
    if (socPct >= 95 || highestV >= 3.6 || coldestC <= 0) {
      assertTrue(written >= 0, "charges at " + socPct + " %, " + highestV + " V, " + coldestC);
    }
  }
}
