package org.busbar.safety;

import static org.busbar.api.vocabulary.Points.DC_CURRENT_A;
import static org.busbar.api.vocabulary.Points.DC_VOLTAGE_V;
import static org.busbar.api.vocabulary.Points.ENERGY_CAPACITY_WH;
import static org.busbar.api.vocabulary.Points.STATE_OF_CHARGE_PCT;
import static org.busbar.safety.BatteryRig.BAT;
import static org.busbar.safety.BatteryRig.BMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.busbar.api.events.Event;
import org.busbar.api.safety.SiteState;
import org.busbar.api.vocabulary.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What flows is counted beside the state of charge that devices tell. */
class ChargeWatchTest {
  private static final Interval ALL = new Interval(-5000, 5000);
  private static final Interval NO_DISCHARGE = new Interval(-5000, 0);

  @TempDir Path home;

  private BatteryRig counted() {
    BatteryRig battery = new BatteryRig("lfp").measures(BAT, ENERGY_CAPACITY_WH, 0);
    battery.value(BAT, ENERGY_CAPACITY_WH, 10_000);
    return battery;
  }

  private static List<String> told(BatteryRig battery) {
    return battery.rig.events.ofKind("soc-divergence").stream().map(Event::text).toList();
  }

  @Test
  void aBatteryThatTellsMoreThanItHasIsNotDischargedBelowItsBand() {
    BatteryRig battery = counted();
    battery.running(home);
    battery.value(BAT, STATE_OF_CHARGE_PCT, 12);
    battery.run(2, 1000);
    assertEquals(ALL.max(), battery.interval().max());
    battery.value(BAT, STATE_OF_CHARGE_PCT, 42).value(BAT, DC_CURRENT_A, 10);
    battery.run(2, 1000);
    assertEquals(
        List.of(
            "Two states of charge: bat1/stateOfChargePct is 42 %, counted were 12 %; the worse of"
                + " both counts."),
        told(battery));
    battery.run(178, 1000);
    assertEquals(ALL.max(), battery.interval().max(), "10.0 % are not reached");
    battery.run(10, 1000);
    assertEquals(NO_DISCHARGE.max(), battery.interval().max(), "4 kW for three minutes are 2 %");
    assertEquals(SiteState.RUNNING, battery.rig.field().status().state());
  }

  @Test
  void aBatteryThatTellsLessThanItHasIsNotCharged() {
    BatteryRig battery = counted();
    battery.running(home);
    battery.value(BAT, STATE_OF_CHARGE_PCT, 94.99);
    battery.run(2, -1000);
    battery.value(BAT, STATE_OF_CHARGE_PCT, 60).value(BAT, DC_CURRENT_A, -10);
    battery.run(3, -1000);
    assertEquals(0, battery.interval().min());
  }

  @Test
  void whatAgreesAgainIsToldAndAStartBeginsAnew() {
    BatteryRig battery = counted();
    battery.running(home);
    battery.run(2, 0);
    battery.value(BAT, STATE_OF_CHARGE_PCT, 80);
    battery.run(2, 0);
    battery.value(BAT, STATE_OF_CHARGE_PCT, 50);
    battery.run(2, 0);
    assertEquals(
        List.of(
            "Two states of charge: bat1/stateOfChargePct is 80 %, counted were 50 %; the worse of"
                + " both counts.",
            "The state of charge of bat1 agrees with what was counted."),
        told(battery));
    battery.value(BAT, STATE_OF_CHARGE_PCT, 80);
    Rig.require(battery.rig.field().request(SiteState.IDLE, "test", "a test"));
    battery.run(2, 0);
    Rig.require(battery.rig.field().request(SiteState.RUNNING, "test", "a test"));
    battery.run(2, 0);
    assertEquals(2, told(battery).size());
  }

  @Test
  void aStartBetweenTwoLooksBeginsAnewAsWell() {
    BatteryRig battery = counted();
    battery.running(home);
    battery.run(2, 0);
    Rig.require(battery.rig.field().request(SiteState.IDLE, "test", "a test"));
    battery.value(BAT, STATE_OF_CHARGE_PCT, 80).deliver();
    Rig.require(battery.rig.field().request(SiteState.RUNNING, "test", "a test"));
    battery.run(2, 0);
    assertEquals(List.of(), told(battery));
  }

  @Test
  void anyDeviceOfTheBatteryThatDiffersIsNamed() {
    BatteryRig battery = counted().bms(STATE_OF_CHARGE_PCT, DC_CURRENT_A, DC_VOLTAGE_V);
    battery.running(home);
    battery.run(2, 0);
    battery.value(BMS, STATE_OF_CHARGE_PCT, 70);
    battery.run(2, 0);
    assertTrue(told(battery).getFirst().contains("bms1/stateOfChargePct is 70 %"));
  }

  @Test
  void withoutACapacityNothingIsCounted() {
    BatteryRig battery = new BatteryRig("lfp");
    battery.running(home);
    battery.run(2, 0);
    battery.value(BAT, STATE_OF_CHARGE_PCT, 80);
    battery.run(2, 0);
    assertEquals(List.of(), told(battery));
    BatteryRig written = new BatteryRig("lfp").set("capacity", "10 kWh");
    written.running(home.resolve("written"));
    written.run(2, 0);
    written.value(BAT, STATE_OF_CHARGE_PCT, 80);
    written.run(2, 0);
    assertEquals(1, told(written).size());
  }
}
