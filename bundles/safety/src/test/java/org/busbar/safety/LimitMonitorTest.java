package org.busbar.safety;

import static org.busbar.api.vocabulary.Points.CELL_TEMPERATURE_MAX_C;
import static org.busbar.api.vocabulary.Points.CELL_TEMPERATURE_MIN_C;
import static org.busbar.api.vocabulary.Points.CELL_VOLTAGE_MAX_V;
import static org.busbar.api.vocabulary.Points.CELL_VOLTAGE_MIN_V;
import static org.busbar.api.vocabulary.Points.CELL_VOLTAGE_V;
import static org.busbar.api.vocabulary.Points.CHARGE_CURRENT_MAX_A;
import static org.busbar.api.vocabulary.Points.CHARGE_POWER_MAX_W;
import static org.busbar.api.vocabulary.Points.CHARGE_VOLTAGE_MAX_V;
import static org.busbar.api.vocabulary.Points.DC_CURRENT_A;
import static org.busbar.api.vocabulary.Points.DC_VOLTAGE_V;
import static org.busbar.api.vocabulary.Points.DISCHARGE_CURRENT_MAX_A;
import static org.busbar.api.vocabulary.Points.DISCHARGE_VOLTAGE_MIN_V;
import static org.busbar.api.vocabulary.Points.ENERGY_CAPACITY_WH;
import static org.busbar.api.vocabulary.Points.INSULATION_OHM;
import static org.busbar.api.vocabulary.Points.STATE_OF_CHARGE_ESTIMATE_PCT;
import static org.busbar.api.vocabulary.Points.STATE_OF_CHARGE_PCT;
import static org.busbar.api.vocabulary.Points.TEMPERATURE_C;
import static org.busbar.safety.BatteryRig.BAT;
import static org.busbar.safety.BatteryRig.BMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.SiteState;
import org.busbar.api.site.EmergencyConfig;
import org.busbar.api.site.ProtectionConfig.Rule;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Sample;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitMonitorTest {
  private static final Interval ALL = new Interval(-5000, 5000);
  private static final NodeId PROBE = new NodeId("probe");

  @TempDir Path home;

  private static BatteryRig lfp() {
    return new BatteryRig("lfp");
  }

  @Test
  void aHealthyBatteryMayDoWhatItsInverterDoes() {
    BatteryRig battery = lfp();
    battery.running(home);
    assertEquals(ALL, battery.interval());
  }

  @Test
  void theBindingLimitIsNamedWithValueAndThreshold() {
    BatteryRig battery = lfp();
    battery.running(home);
    battery.value(BAT, CELL_VOLTAGE_MAX_V, 3.515).deliver();
    assertEquals(
        "charge limited to 2500 W by cell-voltage-charge: bat1/cellVoltageMaxV is 3.515 V, stop at"
            + " 3.58 V",
        battery.allowed().orElseThrow().lowerReason());
  }

  @Test
  void aStoppedDirectionIsWrittenAtOnceWithoutADecision() {
    BatteryRig battery = lfp();
    battery.running(home);
    battery.rig.step(-3000);
    battery.value(BAT, CELL_VOLTAGE_MAX_V, 3.58).deliver();
    battery.rig.freeze();
    assertEquals(List.of("SET -3000", "SET 0"), battery.rig.told());
  }

  @Test
  void aCellThatIsDrivenOverItsHardLimitTripsTheInverterOnTheThreadOfTheSample() {
    BatteryRig battery = lfp().bms(STATE_OF_CHARGE_PCT);
    for (int i = 1; i <= 16; i++) {
      battery.measures(BMS, CELL_VOLTAGE_V, i);
    }
    SiteField field = battery.running(home);
    battery.rig.step(-3000);
    Address worst = new Address(BMS, CELL_VOLTAGE_V, 11);
    battery.device(BMS).delivers(battery.rig.good(worst, 3.651));
    assertEquals(List.of("SET -3000", "SAFE 0"), battery.rig.told());
    assertEquals(SiteState.ERROR, field.status().state());
    assertEquals(
        "bms1/cellVoltageV.11 is 3.651 V, above its limit of 3.65 V",
        field.status().causes().getFirst().text());
  }

  @Test
  void aResetWaitsForTheCellOfAnotherDevice() {
    BatteryRig battery = lfp().bms(CELL_VOLTAGE_MAX_V, CELL_VOLTAGE_MIN_V);
    SiteField field = battery.running(home);
    battery.value(BMS, CELL_VOLTAGE_MIN_V, 2.4).deliver();
    Answer.Refused low = assertInstanceOf(Answer.Refused.class, field.reset("test", "looked"));
    assertTrue(low.reason().contains("bms1/cellVoltageMinV is 2.4 V, below"), low.reason());
    battery.value(BMS, CELL_VOLTAGE_MIN_V, 3.2).deliver();
    battery.rig.advance(Duration.ofSeconds(4));
    battery.deliver(BAT);
    Answer.Refused old = assertInstanceOf(Answer.Refused.class, field.reset("test", "looked"));
    assertTrue(old.reason().contains("no fresh value of bms1/"), old.reason());
    battery.deliver();
    Rig.require(field.reset("test", "charged it"));
    battery.rig.freeze();
    assertEquals(SiteState.IDLE, field.status().state());
  }

  @Test
  void oneHotProbeTripsWhateverTheOthersSay() {
    BatteryRig battery =
        lfp()
            .measures(PROBE, TEMPERATURE_C, 0)
            .vote(
                CELL_TEMPERATURE_MAX_C,
                Rule.TWO_OF_THREE,
                Address.of(BAT, CELL_TEMPERATURE_MAX_C),
                Address.of(PROBE, TEMPERATURE_C),
                new Address(BAT, TEMPERATURE_C, 2))
            .measures(BAT, TEMPERATURE_C, 2);
    SiteField field = battery.running(home);
    battery.value(PROBE, TEMPERATURE_C, 50).deliver();
    assertEquals(ALL, battery.interval(), "one of three is outvoted where power is narrowed");
    battery.value(new Address(BAT, TEMPERATURE_C, 2), 50).deliver();
    assertEquals(0, battery.interval().min(), "two of three are not");
    battery.value(PROBE, TEMPERATURE_C, 65.5).deliver(PROBE);
    assertEquals(SiteState.ERROR, field.status().state());
  }

  @Test
  void ofTwoThatAreLeftOfThreeTheWorseCountsAndOneIsNotEnough() {
    Address first = Address.of(BAT, CELL_TEMPERATURE_MAX_C);
    Address second = Address.of(PROBE, TEMPERATURE_C);
    Address third = Address.of(new NodeId("probe2"), TEMPERATURE_C);
    BatteryRig battery =
        lfp()
            .measures(PROBE, TEMPERATURE_C, 0)
            .measures(third.node(), TEMPERATURE_C, 0)
            .vote(CELL_TEMPERATURE_MAX_C, Rule.TWO_OF_THREE, first, second, third);
    battery.running(home);
    battery.rig.advance(Duration.ofSeconds(4));
    battery.value(BAT, CELL_TEMPERATURE_MIN_C, 38).value(second, 40).deliver(BAT).deliver(PROBE);
    assertEquals(-2500, battery.interval().min(), 1);
    battery.rig.advance(Duration.ofSeconds(4));
    battery.deliver(BAT);
    assertTrue(battery.allowed().isEmpty());
  }

  @Test
  void theWorseOfDeviceAndEstimateCountsInEachDirection() {
    BatteryRig battery = lfp();
    battery.running(home);
    battery.measures(BAT, STATE_OF_CHARGE_ESTIMATE_PCT, 0);
    battery.value(BAT, STATE_OF_CHARGE_ESTIMATE_PCT, 9.9).deliver();
    assertEquals(new Interval(-5000, 0), battery.interval());
    BatteryRig full = lfp();
    full.running(home.resolve("full"));
    full.measures(BAT, STATE_OF_CHARGE_ESTIMATE_PCT, 0);
    full.value(BAT, STATE_OF_CHARGE_ESTIMATE_PCT, 95).deliver();
    assertEquals(new Interval(0, 5000), full.interval());
  }

  @Test
  void anEstimateThatIsGoneLeavesTheValueOfTheDevice() {
    BatteryRig battery = lfp();
    battery.running(home);
    battery.measures(BAT, STATE_OF_CHARGE_ESTIMATE_PCT, 0).deliver();
    battery.rig.advance(Duration.ofSeconds(4));
    battery.value(BAT, STATE_OF_CHARGE_PCT, 8);
    for (var point : BatteryRig.USUAL) {
      battery.device(BAT).delivers(battery.rig.good(Address.of(BAT, point), harmless(point.id())));
    }
    assertEquals(new Interval(-5000, 0), battery.interval());
  }

  private static double harmless(String point) {
    return point.equals("stateOfChargePct")
        ? 8
        : BatteryRig.harmless(org.busbar.api.vocabulary.Points.of(point).orElseThrow());
  }

  @Test
  void powerStaysWithinTheLiveLimitOfCurrentAtTheLeastVoltage() {
    BatteryRig battery = lfp().bms(CHARGE_CURRENT_MAX_A, DISCHARGE_CURRENT_MAX_A, DC_VOLTAGE_V);
    battery.running(home);
    battery.value(BMS, CHARGE_CURRENT_MAX_A, 5).value(BMS, DISCHARGE_CURRENT_MAX_A, 10);
    battery.value(BMS, DC_VOLTAGE_V, 390).deliver();
    assertEquals(-5 * 390, battery.interval().min(), 1e-6);
    assertEquals(10 * 390, battery.interval().max(), 1e-6);
    assertEquals(
        "charge limited to 1950 W by bms1/chargeCurrentMaxA: 5 A at 390 V",
        battery.allowed().orElseThrow().lowerReason());
  }

  @Test
  void aCurrentOfTheSiteHoldsWhereItIsStricterThanTheLiveLimit() {
    BatteryRig battery = lfp().bms(CHARGE_CURRENT_MAX_A).set("charge-current", "2 A");
    battery.running(home);
    assertEquals(-800, battery.interval().min(), 1e-6);
  }

  @Test
  void whatTheBatteryItselfAllowsIsNotExceededWhoeverTellsIt() {
    BatteryRig battery = lfp().bms(CHARGE_POWER_MAX_W);
    battery.running(home);
    battery.value(BMS, CHARGE_POWER_MAX_W, 700).deliver();
    assertEquals(-700, battery.interval().min());
  }

  @Test
  void theVoltageToWhichABatteryMayBeBroughtStopsTheDirectionOnly() {
    BatteryRig battery = lfp().bms(CHARGE_VOLTAGE_MAX_V, DISCHARGE_VOLTAGE_MIN_V, DC_VOLTAGE_V);
    battery.running(home);
    battery.value(BMS, CHARGE_VOLTAGE_MAX_V, 400).deliver();
    assertEquals(new Interval(0, 5000), battery.interval());
    battery.value(BMS, CHARGE_VOLTAGE_MAX_V, 450).value(BMS, DISCHARGE_VOLTAGE_MIN_V, 400);
    battery.deliver();
    assertEquals(0, battery.interval().max());
  }

  @Test
  void aRateOfTheCapacityIsNotExceeded() {
    BatteryRig battery = lfp().measures(BAT, ENERGY_CAPACITY_WH, 0);
    battery.running(home);
    battery.value(BAT, ENERGY_CAPACITY_WH, 4000).deliver();
    assertEquals(new Interval(-2000, 4000), battery.interval());
  }

  @Test
  void packAndStringsAreJudgedByTheirMeanCell() {
    BatteryRig battery = lfp().set("cells-in-series", "120").measures(BAT, DC_VOLTAGE_V, 2);
    SiteField field = battery.running(home);
    battery.value(new Address(BAT, DC_VOLTAGE_V, 2), 120 * 3.515).deliver();
    assertEquals(-2500, battery.interval().min(), 50);
    battery.value(new Address(BAT, DC_VOLTAGE_V, 2), 120 * 3.651).deliver();
    assertEquals(SiteState.ERROR, field.status().state());
  }

  @Test
  void whatALimitTookIsGivenBackSlowly() {
    BatteryRig battery = lfp();
    battery.running(home);
    battery.value(BAT, CELL_VOLTAGE_MAX_V, 3.58).deliver();
    assertEquals(0, battery.interval().min());
    battery.value(BAT, CELL_VOLTAGE_MAX_V, 3.35);
    battery.run(25, -5000);
    // 0.1 A/s at 400 V are 40 W/s.
    assertEquals(-25 * 40, battery.interval().min(), 50);
    String reason = battery.allowed().orElseThrow().lowerReason();
    assertTrue(reason.contains("by recovery after cell-voltage-charge"), reason);
    battery.run(110, -5000);
    assertEquals(ALL, battery.interval());
  }

  @Test
  void aRiseOfThreeKelvinPerMinuteTripsAndOneIsToldBefore() {
    BatteryRig battery = lfp();
    SiteField field = battery.running(home);
    int alarmed = rise(battery, field, 3.1 / 60);
    assertTrue(alarmed > 0 && alarmed < 40, "told after " + alarmed + " s");
    assertEquals(SiteState.ERROR, field.status().state());
    String text = field.status().causes().getFirst().text();
    assertTrue(text.contains("at or above its limit of 3 K/min"), text);
  }

  /** Warms the cells for 70 s; returns after how many it was told. */
  private static int rise(BatteryRig battery, SiteField field, double kelvinPerS) {
    int alarmed = 0;
    for (int i = 1; i <= 70 && field.status().state() == SiteState.RUNNING; i++) {
      battery.cells(3.35, 25 + i * kelvinPerS);
      battery.run(1, 1000);
      boolean told =
          battery.rig.events.ofKind("pre-alarm").stream()
              .anyMatch(event -> event.text().contains("pre-alarm of 1 K/min"));
      if (alarmed == 0 && told) {
        alarmed = i;
      }
    }
    return alarmed;
  }

  @Test
  void aSlowRiseAndAStepOfACoarseSensorDoNotTrip() {
    BatteryRig battery = lfp();
    SiteField field = battery.running(home);
    rise(battery, field, 0.9 / 60);
    assertEquals(List.of(), battery.rig.events.ofKind("pre-alarm"));
    battery.value(BAT, CELL_TEMPERATURE_MAX_C, 27);
    battery.run(60, 1000);
    assertEquals(SiteState.RUNNING, field.status().state());
  }

  @Test
  void aBatteryIsHotEarlierWhileItIsCharged() {
    BatteryRig battery = lfp();
    SiteField field = battery.running(home);
    battery.value(BAT, CELL_TEMPERATURE_MAX_C, 61).deliver();
    assertEquals(SiteState.RUNNING, field.status().state());
    battery.value(BAT, DC_CURRENT_A, -10).deliver().deliver();
    assertEquals(SiteState.ERROR, field.status().state());
  }

  @Test
  void aBatteryIsNotUsedWhileOneOfItsCellsIsNotSeen() {
    BatteryRig battery = lfp().bms(STATE_OF_CHARGE_PCT);
    for (int i = 1; i <= 4; i++) {
      battery.measures(BMS, CELL_VOLTAGE_V, i);
    }
    battery.running(home);
    Address third = new Address(BMS, CELL_VOLTAGE_V, 3);
    battery
        .device(BMS)
        .delivers(battery.rig.good(third, 3.3).judged(org.busbar.api.vocabulary.Quality.INVALID));
    battery.rig.step(1000);
    assertTrue(battery.allowed().isEmpty());
    assertTrue(
        battery.rig.events.ofKind("not-controllable").getLast().text().contains("cellVoltageV.3"));
  }

  @Test
  void aSilentManagementSystemDeratesThenStopsThenTrips() {
    BatteryRig battery = lfp().bms(CELL_VOLTAGE_MAX_V, CELL_VOLTAGE_MIN_V);
    SiteField field = battery.running(home);
    battery.rig.step(4000);
    battery.rig.advance(Duration.ofMillis(2900));
    battery.deliver(BAT);
    double derated = battery.interval().max();
    assertTrue(derated > 3000 && derated < 4900, derated + " W");
    for (int i = 0; i < 56; i++) {
      battery.rig.advance(Duration.ofSeconds(1));
      battery.deliver(BAT);
      battery.rig.step(4000);
      battery.rig.watch();
      assertTrue(battery.allowed().isEmpty());
    }
    assertEquals("RELEASE 0", battery.rig.told().getLast());
    assertEquals(SiteState.RUNNING, field.status().state());
    for (int i = 0; i < 5; i++) {
      battery.rig.advance(Duration.ofSeconds(1));
      battery.deliver(BAT);
      battery.rig.step(4000);
      battery.rig.watch();
    }
    assertEquals(SiteState.ERROR, field.status().state());
    assertEquals("data-lost", field.status().causes().getFirst().kind());
    assertEquals(1, EmergencyConfig.USUAL.category("data-lost"));
    assertInstanceOf(Answer.Refused.class, field.reset("test", "too early"));
    battery.deliver();
    Rig.require(field.reset("test", "it speaks again"));
  }

  @Test
  void aFallbackIsWhatTheSiteWroteAndNeverTheLastValue() {
    BatteryRig battery =
        lfp().bms(CELL_VOLTAGE_MAX_V, CELL_VOLTAGE_MIN_V).set("fallback-discharge", "2 A");
    battery.running(home);
    battery.rig.step(4000);
    battery.rig.advance(Duration.ofSeconds(4));
    battery.deliver(BAT);
    assertEquals(new Interval(0, 800), battery.interval());
  }

  @Test
  void aCurrentBeyondItsPeakTripsAtOnceAndASmallerOneWhenItLasts() {
    BatteryRig battery = lfp().set("discharge-current", "10 A");
    SiteField field = battery.running(home);
    battery.value(BAT, DC_CURRENT_A, 11.9);
    battery.run(9, 1000);
    assertEquals(SiteState.RUNNING, field.status().state(), "within its margin of 2 A");
    battery.value(BAT, DC_CURRENT_A, 12.1).deliver();
    assertEquals(SiteState.ERROR, field.status().state());
    BatteryRig live = lfp().bms(DISCHARGE_CURRENT_MAX_A);
    SiteField site = live.running(home.resolve("live"));
    live.value(BMS, DISCHARGE_CURRENT_MAX_A, 20).value(BAT, DC_CURRENT_A, 22.5);
    live.run(9, 1000);
    assertEquals(SiteState.RUNNING, site.status().state());
    live.run(3, 1000);
    assertEquals(SiteState.ERROR, site.status().state());
  }

  @Test
  void aBatteryThatLosesItsInsulationIsNarrowedToldOfAndTripped() {
    BatteryRig battery = lfp().measures(BAT, INSULATION_OHM, 0);
    SiteField field = battery.running(home);
    battery.value(BAT, INSULATION_OHM, 300 * 400).deliver();
    assertEquals(new Interval(-2500, 2500), battery.interval());
    battery.rig.watch();
    assertEquals(1, battery.rig.events.ofKind("pre-alarm").size());
    assertTrue(battery.rig.events.ofKind("pre-alarm").getFirst().text().startsWith("Before a "));
    battery.value(BAT, INSULATION_OHM, 3_000 * 400).deliver();
    battery.rig.watch();
    assertTrue(battery.rig.events.ofKind("pre-alarm").getLast().text().startsWith("No longer be"));
    battery.value(BAT, INSULATION_OHM, 300 * 400).deliver();
    battery.value(BAT, INSULATION_OHM, 99 * 400).deliver();
    assertEquals(SiteState.ERROR, field.status().state());
  }

  @Test
  void whatASiteWroteOverridesTheChemistry() {
    BatteryRig battery = lfp().set("state-of-charge-discharge", "20 %: 0 %, 30 %: 100 %");
    battery.running(home);
    battery.value(BAT, STATE_OF_CHARGE_PCT, 25).deliver();
    assertEquals(2500, battery.interval().max(), 1);
    assertFalse(battery.allowed().orElseThrow().upperReason().isBlank());
  }

  /** A battery that heats by 12 K a minute while it is charged, step by step of the site. */
  @Test
  @Tag("SAF-14")
  void heatRunawayEndsChargingWithinOneCycleAndTripsAtTheHardLimit() {
    BatteryRig battery = lfp().set("temperature-rise-max", "100 K/min");
    SiteField field = battery.running(home);
    battery.value(BAT, DC_CURRENT_A, -5);
    for (double celsius = 25; celsius <= 60; celsius += 0.02) {
      battery.rig.advance(Rig.CYCLE);
      battery.cells(3.35, celsius).deliver();
      battery.rig.step(-2000);
      assertEquals(SiteState.RUNNING, field.status().state(), celsius + " degC");
      double asked = battery.rig.bat().last().value();
      assertTrue(celsius < 45 || asked == 0, asked + " W at " + celsius + " degC");
      assertTrue(celsius > 30 || asked < -1900, asked + " W at " + celsius + " degC");
    }
    battery.cells(3.35, 60.1).deliver();
    assertEquals(SiteState.ERROR, field.status().state());
    assertEquals("SAFE 0", battery.rig.told().getLast());
  }

  @Test
  void withoutACurveFloorAndCeilingStillHold() {
    BatteryRig battery =
        new BatteryRig(null)
            .set("state-of-charge-floor", "20 %")
            .set("state-of-charge-ceiling", "80 %");
    battery.running(home);
    battery.value(BAT, STATE_OF_CHARGE_PCT, 20).deliver();
    assertEquals(new Interval(-5000, 0), battery.interval());
    battery.value(BAT, STATE_OF_CHARGE_PCT, 80).deliver();
    assertEquals(0, battery.interval().min());
  }

  @Test
  void aLimitThatTheManagementSystemDeclaresTripsTheInverterWhereItIsStricter() {
    BatteryRig battery =
        lfp().bms(CELL_VOLTAGE_MAX_V).declares(BMS, CELL_VOLTAGE_MAX_V, new Interval(2.5, 3.4));
    battery.running(home);
    battery.rig.step(-3000);
    battery.value(BMS, CELL_VOLTAGE_MAX_V, 3.41).deliver(BMS);
    assertEquals(List.of("SET -3000", "SAFE 0"), battery.rig.told());
  }

  @Test
  void aCellIsNotBelievedBeyondItsAgeHoweverLongItsDeviceVouchesForIt() {
    BatteryRig battery = lfp().bms(CELL_VOLTAGE_MAX_V);
    battery.running(home);
    Sample usual = battery.rig.good(Address.of(BMS, CELL_VOLTAGE_MAX_V), 3.3);
    long expires = usual.measuredNanos() + Duration.ofSeconds(30).toNanos();
    battery
        .device(BMS)
        .delivers(
            new Sample(
                usual.address(),
                usual.value(),
                usual.quality(),
                usual.measuredNanos(),
                expires,
                usual.measuredAt()));
    battery.rig.advance(Duration.ofMillis(4900));
    battery.deliver(BAT);
    assertTrue(battery.allowed().isPresent());
    battery.rig.advance(Duration.ofMillis(200));
    battery.deliver(BAT);
    assertTrue(battery.allowed().isEmpty());
  }
}
