package org.busbar.safety.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.site.ProtectionConfig;
import org.busbar.api.site.ProtectionConfig.Rule;
import org.busbar.api.site.ProtectionConfig.Vote;
import org.busbar.api.site.ProtectionConfig.Written;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.junit.jupiter.api.Test;

/** One battery by itself, exactly at its limits and just beyond. Its inverter does 5 kW. */
class PackTest {
  private static final NodeId BAT = new NodeId("bat1");
  private static final NodeId BMS = new NodeId("bms1");
  private static final Interval RANGE = new Interval(-5000, 5000);
  private static final long SECOND = 1_000_000_000L;

  private final Map<String, Written> written = new LinkedHashMap<>();
  private final List<Vote> votes = new ArrayList<>();
  private final Map<NodeId, String> natures = new HashMap<>(Map.of(BAT, "battery"));
  private Optional<NodeId> bms = Optional.empty();
  private Optional<String> chemistry = Optional.of("lfp");
  private long now = 1000 * SECOND;

  private PackTest set(String key, String text) {
    written.put(key, new Written(text, "site.yaml:9"));
    return this;
  }

  private Pack pack(Address... declared) {
    ProtectionConfig config =
        new ProtectionConfig(BAT, chemistry, bms, written, votes, "site.yaml:5");
    List<String> problems = new ArrayList<>();
    Pack pack = new Pack(config, Settings.of(config, problems));
    assertEquals(List.of(), problems);
    pack.describe(declaration(BAT, declared), now);
    return pack;
  }

  private DeviceDeclaration declaration(NodeId device, Address... declared) {
    Map<Address, Duration> points = new LinkedHashMap<>();
    for (Address address : declared) {
      points.put(address, Duration.ofSeconds(1));
    }
    return new DeviceDeclaration(
        device,
        "Fake",
        natures,
        points,
        Map.of(),
        List.of(),
        Map.of(),
        Duration.ofSeconds(1),
        Maturity.SIMULATED);
  }

  private static Address at(Point point) {
    return Address.of(BAT, point);
  }

  private static Address cell(int index) {
    return new Address(BAT, Points.CELL_VOLTAGE_V, index);
  }

  private Sample sample(Address address, double value, Quality quality) {
    return new Sample(address, value, quality, now, now + 100 * SECOND, Instant.EPOCH);
  }

  private String tell(Pack pack, Address address, double value) {
    return pack.accept(sample(address, value, Quality.GOOD), now);
  }

  private Bound bound(Pack pack) {
    return pack.bound(RANGE, now);
  }

  // --- trips ---

  @Test
  void aCellTripsBeyondItsLimitsAndNotAtThem() {
    Pack pack = pack(cell(1));
    assertNull(tell(pack, cell(1), 3.65));
    assertNull(tell(pack, cell(1), 2.5));
    assertEquals(
        "bat1/cellVoltageV.1 is 3.651 V, above its limit of 3.65 V", tell(pack, cell(1), 3.651));
    assertEquals(
        "bat1/cellVoltageV.1 is 2.499 V, below its limit of 2.5 V", tell(pack, cell(1), 2.499));
  }

  @Test
  void aHotCellTripsSoonerWhileItIsCharged() {
    Address hot = at(Points.CELL_TEMPERATURE_MAX_C);
    Address amperes = at(Points.DC_CURRENT_A);
    Pack pack = pack(hot, amperes);
    tell(pack, amperes, -2);
    assertNull(tell(pack, hot, 61), "standby is no charging");
    tell(pack, amperes, -2.01);
    assertNull(tell(pack, hot, 60));
    String charged = "bat1/cellTemperatureMaxC is 60.1 degC, above its limit of 60 degC";
    assertEquals(charged, tell(pack, hot, 60.1));
    tell(pack, amperes, 100);
    assertNull(tell(pack, hot, 65));
    String any = "bat1/cellTemperatureMaxC is 65.1 degC, above its limit of 65 degC";
    assertEquals(any, tell(pack, hot, 65.1));
    assertEquals(Optional.of(any), pack.stands(false, now));
  }

  @Test
  void withoutACurrentThePowerTellsWhetherItIsChargedAndWithoutThatItIsTakenForCharged() {
    Address hot = at(Points.CELL_TEMPERATURE_MAX_C);
    Address power = at(Points.ACTIVE_POWER_W);
    Pack pack = pack(hot, power);
    assertTrue(tell(pack, hot, 61).contains("60 degC"));
    tell(pack, power, 0);
    assertNull(tell(pack, hot, 61));
    tell(pack, power, -1);
    assertTrue(tell(pack, hot, 61).contains("60 degC"));
  }

  @Test
  void aTemperatureThatRisesByThreeKelvinInAMinuteTripsAndByOneIsTold() {
    Address hot = at(Points.CELL_TEMPERATURE_MAX_C);
    Pack pack = pack(hot);
    for (int i = 0; i < 3; i++) {
      tell(pack, hot, 20);
      now += SECOND;
    }
    now += 57 * SECOND;
    tell(pack, hot, 21);
    assertNull(tell(pack, hot, 21));
    assertEquals(
        Map.of(
            "temperature-rise-alarm bat1/cellTemperatureMaxC",
            "bat1/cellTemperatureMaxC rises by 1 K/min, at or above its pre-alarm of 1 K/min"),
        pack.alarms(now));
    tell(pack, hot, 23);
    assertEquals(
        "bat1/cellTemperatureMaxC rises by 3 K/min, at or above its limit of 3 K/min",
        tell(pack, hot, 23));
  }

  @Test
  void thePackTripsBeyondTheSumOfItsCells() {
    Pack pack = set("cells-in-series", "10").pack(at(Points.DC_VOLTAGE_V), at(Points.DC_CURRENT_A));
    assertNull(tell(pack, at(Points.DC_VOLTAGE_V), 36.5));
    assertNull(tell(pack, at(Points.DC_VOLTAGE_V), 25));
    assertEquals(
        "bat1/dcVoltageV is 36.6 V, above its limit of 36.5 V",
        tell(pack, at(Points.DC_VOLTAGE_V), 36.6));
    assertEquals(
        "bat1/dcVoltageV is 24.9 V, below its limit of 25 V",
        tell(pack, at(Points.DC_VOLTAGE_V), 24.9));
    assertNull(tell(pack(at(Points.DC_VOLTAGE_V)), Address.of(BMS, Points.DC_VOLTAGE_V), 99));
  }

  @Test
  void aPeakTripsAtOnceAndWhatMayNotLastWhenItLasts() {
    Address amperes = at(Points.DC_CURRENT_A);
    Pack pack = set("charge-current", "100 A").set("discharge-current", "50 A").pack(amperes);
    assertNull(tell(pack, amperes, -120));
    assertEquals(
        "bat1/dcCurrentA is 120.5 A, above its limit of 120 A", tell(pack, amperes, -120.5));
    assertNull(tell(pack, amperes, 60));
    assertEquals("bat1/dcCurrentA is 61 A, above its limit of 60 A", tell(pack, amperes, 61));
    tell(pack, amperes, 0);
    for (int i = 0; i < 12; i++) {
      assertNull(tell(pack, amperes, -105), "that may last");
      now += SECOND;
    }
    for (int i = 0; i < 10; i++) {
      assertNull(tell(pack, amperes, -106));
      now += SECOND;
    }
    assertEquals(
        "bat1/dcCurrentA is 106 A, above its limit of 100 A for 10 s", tell(pack, amperes, -106));
    tell(pack, amperes, -100);
    assertNull(tell(pack, amperes, -106), "it begins anew");
  }

  @Test
  void smallCurrentsBeyondALimitAreNotJudged() {
    Address amperes = at(Points.DC_CURRENT_A);
    Pack pack = set("charge-current", "5 A").pack(amperes);
    for (int i = 0; i < 30; i++) {
      assertNull(tell(pack, amperes, -7));
      assertNull(tell(pack, amperes, 400), "nobody limits that");
      assertNull(tell(pack, amperes, -7));
      now += SECOND;
    }
    assertEquals("bat1/dcCurrentA is 7.1 A, above its limit of 6 A", tell(pack, amperes, -7.1));
  }

  @Test
  void theLiveLimitCountsForWhatLasts() {
    Address amperes = at(Points.DC_CURRENT_A);
    Address live = at(Points.DISCHARGE_CURRENT_MAX_A);
    Pack pack = set("discharge-current", "100 A").pack(amperes, live);
    tell(pack, live, 40);
    for (int i = 0; i < 10; i++) {
      assertNull(tell(pack, amperes, 43));
      now += SECOND;
      tell(pack, live, 40);
    }
    assertEquals(
        "bat1/dcCurrentA is 43 A, above its limit of 40 A for 10 s", tell(pack, amperes, 43));
  }

  @Test
  void lostInsulationTripsByOhmPerVolt() {
    Address ohm = at(Points.INSULATION_OHM);
    Address volts = at(Points.DC_VOLTAGE_V);
    Pack pack = pack(ohm, volts);
    assertNull(tell(pack, ohm, 1), "by what, is not known");
    assertNull(tell(pack(ohm, volts), volts, 400));
    tell(pack, volts, 400);
    assertNull(tell(pack, ohm, 40_000));
    assertEquals(
        "bat1/insulationOhm is 99.998 ohm/V, below its limit of 100 ohm/V",
        tell(pack, ohm, 39_999));
    assertEquals(
        "bat1/insulationOhm is 79.998 ohm/V, below its limit of 100 ohm/V", tell(pack, volts, 500));
  }

  @Test
  void aSampleThatIsOlderThanTheLastChangesNothing() {
    Pack pack = pack(cell(1));
    tell(pack, cell(1), 3.3);
    Sample old =
        new Sample(cell(1), 9, Quality.GOOD, now - SECOND, now + 100 * SECOND, Instant.EPOCH);
    assertNull(pack.accept(old, now));
    assertEquals(Optional.empty(), pack.stands(true, now));
    assertNull(pack.accept(sample(cell(1), 9, Quality.INVALID), now));
  }

  // --- data that are missing ---

  @Test
  void aValueIsUsedUpToItsAgeAndNotLonger() {
    Pack pack = pack(cell(1));
    tell(pack, cell(1), 3.3);
    now += 5 * SECOND;
    assertEquals(Optional.empty(), pack.stands(true, now));
    now += 1;
    assertEquals(
        Optional.of("there is no fresh value of bat1/cellVoltageV.1"), pack.stands(true, now));
    assertEquals(Optional.empty(), pack.stands(false, now));
    assertEquals("there is no fresh value of bat1/cellVoltageV.1", bound(pack).obstacle());
  }

  @Test
  void whatIsMissingForAMinuteTripsCountedFromItsLastGoodValue() {
    Pack pack = pack(cell(1));
    tell(pack, cell(1), 3.3);
    now += 59 * SECOND;
    pack.accept(sample(cell(1), 3.3, Quality.INVALID), now);
    now += SECOND;
    assertEquals(Optional.empty(), pack.silent(now));
    now += 1;
    assertEquals(
        Optional.of("bat1/cellVoltageV.1 has been missing for more than 60 s"), pack.silent(now));
    tell(pack, cell(1), 3.3);
    assertEquals(Optional.empty(), pack.silent(now));
  }

  @Test
  void whatWasNeverGoodIsCountedFromTheTimeItWasDeclared() {
    Pack pack = pack(cell(1));
    now += 30 * SECOND;
    pack.accept(sample(cell(1), 3.3, Quality.INVALID), now);
    now += 30 * SECOND;
    assertEquals(Optional.empty(), pack.silent(now));
    now += 1;
    assertTrue(pack.silent(now).isPresent());
    Pack never = pack(cell(2));
    now += 60 * SECOND + 1;
    assertTrue(never.silent(now).isPresent());
  }

  @Test
  void aManagementSystemThatNeverTellsAnythingOfItselfTripsAfterAMinute() {
    bms = Optional.of(BMS);
    Pack pack = pack(cell(1));
    tell(pack, cell(1), 3.3);
    assertEquals("nothing is known of bms1", bound(pack).obstacle());
    now += 60 * SECOND;
    tell(pack, cell(1), 3.3);
    assertEquals(Optional.empty(), pack.silent(now));
    now += 1;
    assertEquals(Optional.of("bms1 is not there"), pack.silent(now));
    pack.describe(declaration(BMS, Address.of(BMS, Points.STATE_OF_CHARGE_PCT)), now);
    assertEquals(Optional.empty(), pack.silent(now));
  }

  @Test
  void whileDataAreLostTheFallbackIsAllowedWhereOneIsWritten() {
    Pack pack =
        set("fallback-charge", "2 A")
            .set("fallback-discharge", "5 A")
            .pack(cell(1), at(Points.DC_VOLTAGE_V));
    assertEquals("there is no fresh value of bat1/cellVoltageV.1", bound(pack).obstacle());
    tell(pack, at(Points.DC_VOLTAGE_V), 400);
    assertEquals(
        new Bound(
            -800,
            "charge limited to 800 W by fallback, as there is no fresh value of"
                + " bat1/cellVoltageV.1",
            2000,
            "discharge limited to 2000 W by fallback, as there is no fresh value of"
                + " bat1/cellVoltageV.1",
            ""),
        bound(pack));
    Pack one = set("fallback-charge", "0 A").pack(cell(1), at(Points.DC_VOLTAGE_V));
    tell(one, at(Points.DC_VOLTAGE_V), 400);
    assertEquals(0, bound(one).minW());
    assertEquals(2000, bound(one).maxW());
  }

  @Test
  void oldValuesNarrowBothDirections() {
    Pack pack = pack(cell(1));
    tell(pack, cell(1), 3.3);
    now += 3 * SECOND + 750_000_000L;
    Bound old = bound(pack);
    assertEquals(-2500, old.minW());
    assertEquals(2500, old.maxW());
    assertEquals(
        "charge limited to 2500 W by age: values of the battery are 3.75 s old, stop at 5 s",
        old.lowerReason());
  }

  // --- what is allowed ---

  @Test
  void aRowIsAsGoodAsItsWorstCell() {
    Pack pack = set("recovery-share", "1 %/s").pack(cell(1), cell(2), cell(3));
    tell(pack, cell(1), 3.2);
    tell(pack, cell(2), 3.28);
    assertEquals("there is no fresh value of bat1/cellVoltageV.3", bound(pack).obstacle());
    tell(pack, cell(3), 2.95);
    assertEquals(
        "discharge limited to 0 W by voltage-spread: bat1/cellVoltageV.2 is 0.33 V, stop at 0.3 V",
        bound(pack).upperReason());
    now += 120 * SECOND;
    tell(pack, cell(1), 3.0);
    tell(pack, cell(2), 3.0);
    tell(pack, cell(3), 2.95);
    assertEquals(
        "discharge limited to 2500 W by cell-voltage-discharge: bat1/cellVoltageV.3 is 2.95 V, stop"
            + " at 2.9 V",
        bound(pack).upperReason());
    assertEquals(-5000, bound(pack).minW());
  }

  @Test
  void theRateOfACapacityThatADeviceTellsLimitsBothDirections() {
    Address capacity = at(Points.ENERGY_CAPACITY_WH);
    Pack pack = pack(capacity);
    assertEquals("there is no fresh value of bat1/energyCapacityWh", bound(pack).obstacle());
    tell(pack, capacity, 4000);
    now += 1000 * SECOND;
    Bound bound = bound(pack);
    assertEquals(-2000, bound.minW(), "a rating does not age");
    assertEquals(4000, bound.maxW());
    assertEquals("charge limited to 2000 W by charge-rate: 0.5 C of 4000 Wh", bound.lowerReason());
    assertEquals(
        "discharge limited to 4000 W by discharge-rate: 1 C of 4000 Wh", bound.upperReason());
  }

  @Test
  void theFloorAndTheCeilingOfTheStateOfChargeStopWhateverTheCurveSays() {
    Address soc = at(Points.STATE_OF_CHARGE_PCT);
    Pack pack =
        set("state-of-charge-discharge", "3 %: 0 %, 3 %: 100 %")
            .set("state-of-charge-floor", "3 %")
            .set("state-of-charge-charge", "100 %: 100 %, 100 %: 0 %")
            .set("recovery-share", "100 %/s")
            .pack(soc);
    tell(pack, soc, 3);
    assertEquals(0, bound(pack).maxW());
    assertEquals(-5000, bound(pack).minW());
    now += 2 * SECOND;
    tell(pack, soc, 3.1);
    assertEquals(5000, bound(pack).maxW());
    tell(pack, soc, 100);
    assertEquals(0, bound(pack).minW());
  }

  @Test
  void theReasonOfAFloorNamesValueAndStop() {
    Address soc = at(Points.STATE_OF_CHARGE_PCT);
    chemistry = Optional.empty();
    Pack pack = set("state-of-charge-floor", "10 %").pack(soc);
    tell(pack, soc, 10);
    assertEquals(
        "discharge limited to 0 W by state-of-charge-floor: bat1/stateOfChargePct is 10 % at the"
            + " stop 10 %",
        bound(pack).upperReason());
  }

  @Test
  void thePackVoltageIsJudgedByItsMeanCellInBothDirections() {
    Address volts = at(Points.DC_VOLTAGE_V);
    Pack pack = set("cells-in-series", "10").set("recovery", "1000 A/s").pack(volts, cell(1));
    tell(pack, cell(1), 3.3);
    assertEquals("there is no fresh value of bat1/dcVoltageV", bound(pack).obstacle());
    tell(pack, volts, 29.5);
    assertEquals(2500, bound(pack).maxW(), 1e-6);
    assertEquals(-5000, bound(pack).minW());
    now += SECOND;
    tell(pack, cell(1), 3.3);
    tell(pack, volts, 35.9);
    assertEquals(0, bound(pack).minW());
    assertEquals(5000, bound(pack).maxW());
    Pack none = set("cells-in-series", "0").pack(volts, cell(1));
    tell(none, cell(1), 3.3);
    tell(none, volts, 29.5);
    assertEquals(5000, bound(none).maxW(), "none in series means that it is not judged");
  }

  @Test
  void theVoltageToWhichTheManagementSystemLetsItBeBroughtStops() {
    Address most = at(Points.CHARGE_VOLTAGE_MAX_V);
    Address least = at(Points.DISCHARGE_VOLTAGE_MIN_V);
    Address volts = at(Points.DC_VOLTAGE_V);
    Pack pack = set("recovery", "1000 A/s").pack(most, least, volts);
    tell(pack, volts, 400);
    assertEquals("there is no fresh value of bat1/chargeVoltageMaxV", bound(pack).obstacle());
    tell(pack, most, 400);
    assertEquals("there is no fresh value of bat1/dischargeVoltageMinV", bound(pack).obstacle());
    tell(pack, least, 300);
    assertEquals(
        "charge limited to 0 W by bat1/dcVoltageV is 400 V at the stop 400 V of"
            + " bat1/chargeVoltageMaxV",
        bound(pack).lowerReason());
    assertEquals(5000, bound(pack).maxW());
    now += SECOND;
    tell(pack, most, 400);
    tell(pack, least, 300);
    tell(pack, volts, 300);
    assertEquals(0, bound(pack).maxW());
    assertEquals(-5000, bound(pack).minW());
  }

  @Test
  void whatTheDeviceAllowsItselfIsAllowedAndNoMore() {
    Address charge = at(Points.CHARGE_POWER_MAX_W);
    Address discharge = at(Points.DISCHARGE_POWER_MAX_W);
    Pack pack = pack(charge, discharge);
    tell(pack, charge, 1000);
    assertEquals("there is no fresh value of bat1/dischargePowerMaxW", bound(pack).obstacle());
    tell(pack, discharge, 2000);
    assertEquals(-1000, bound(pack).minW());
    assertEquals(
        "charge limited to 1000 W by bat1/chargePowerMaxW of 1000 W", bound(pack).lowerReason());
    assertEquals(
        "discharge limited to 2000 W by bat1/dischargePowerMaxW of 2000 W",
        bound(pack).upperReason());
  }

  @Test
  void theLesserOfWrittenAndLiveCurrentCountsAndTheLiveOneWhereTheyAreEqual() {
    Address live = at(Points.CHARGE_CURRENT_MAX_A);
    Address volts = at(Points.DC_VOLTAGE_V);
    Pack pack = set("charge-current", "10 A").pack(live, volts);
    tell(pack, volts, 100);
    tell(pack, live, 10);
    assertEquals(
        "charge limited to 1000 W by bat1/chargeCurrentMaxA: 10 A at 100 V",
        bound(pack).lowerReason());
    tell(pack, live, 20);
    assertEquals(
        "charge limited to 1000 W by charge-current: 10 A at 100 V", bound(pack).lowerReason());
    assertTrue(bound(pack).minW() > -1000);
    assertEquals(5000, bound(pack).maxW());
    Pack blind = pack(live);
    tell(blind, live, 10);
    assertEquals("there is no fresh value of bat1/dcVoltageV", bound(blind).obstacle());
  }

  @Test
  void whatALimitTookIsGivenBackSlowlyInBothDirectionsByCurrentWhereThereIsAVoltage() {
    Address watts = at(Points.DISCHARGE_POWER_MAX_W);
    Address soc = at(Points.STATE_OF_CHARGE_PCT);
    Pack pack = pack(soc, at(Points.DC_VOLTAGE_V), watts);
    tell(pack, watts, 9999);
    tell(pack, at(Points.DC_VOLTAGE_V), 400);
    tell(pack, soc, 5);
    assertEquals(0, bound(pack).maxW());
    now += 5 * SECOND;
    tell(pack, watts, 9999);
    tell(pack, at(Points.DC_VOLTAGE_V), 400);
    tell(pack, soc, 50);
    assertEquals(200, bound(pack).maxW());
    assertTrue(bound(pack).upperReason().contains("recovery after state-of-charge-discharge"));
    assertEquals(-5000, bound(pack).minW());
  }

  @Test
  void withoutAVoltageAShareOfTheGreatestPowerIsGivenBackEachSecond() {
    Address soc = at(Points.STATE_OF_CHARGE_PCT);
    Pack pack = set("recovery-share", "2 %/s").pack(soc);
    tell(pack, soc, 97);
    assertEquals(0, bound(pack).minW());
    now += 5 * SECOND;
    tell(pack, soc, 50);
    assertEquals(-500, bound(pack).minW());
    assertEquals(5000, bound(pack).maxW());
    tell(pack, soc, 5);
    bound(pack);
    now += 5 * SECOND;
    tell(pack, soc, 50);
    assertEquals(500, bound(pack).maxW());
  }

  @Test
  void peopleAreToldOfCellsThatDriftApartAndOfInsulationThatFalls() {
    Address cold = at(Points.CELL_TEMPERATURE_MIN_C);
    Address hot = at(Points.CELL_TEMPERATURE_MAX_C);
    Address ohm = at(Points.INSULATION_OHM);
    Pack pack = pack(cell(1), cell(2), cold, hot, ohm, at(Points.DC_VOLTAGE_V));
    tell(pack, cell(1), 3.2);
    tell(pack, cell(2), 3.3);
    tell(pack, cold, 20);
    tell(pack, hot, 28);
    tell(pack, ohm, 200_000);
    tell(pack, at(Points.DC_VOLTAGE_V), 400);
    assertEquals(Map.of(), pack.alarms(now));
    tell(pack, cell(2), 3.31);
    assertEquals(
        Map.of("voltage-spread", "voltage-spread: bat1/cellVoltageV.2 is 0.11 V, stop at 0.3 V"),
        pack.alarms(now));
    tell(pack, cell(2), 3.3);
    tell(pack, hot, 28.5);
    assertEquals("[temperature-spread]", pack.alarms(now).keySet().toString());
    tell(pack, hot, 28);
    tell(pack, ohm, 199_000);
    assertEquals("[insulation]", pack.alarms(now).keySet().toString());
  }

  @Test
  void whatIsDeclaredAndNotKnownAllowsNothingWhateverElseIsKnown() {
    Address ohm = at(Points.INSULATION_OHM);
    Address volts = at(Points.DC_VOLTAGE_V);
    Pack insulated = pack(ohm, volts);
    assertEquals("there is no fresh value of bat1/insulationOhm", bound(insulated).obstacle());
    tell(insulated, ohm, 1e6);
    assertEquals("there is no fresh value of bat1/dcVoltageV", bound(insulated).obstacle());
    Pack led = pack(at(Points.CHARGE_VOLTAGE_MAX_V), volts);
    tell(led, at(Points.CHARGE_VOLTAGE_MAX_V), 400);
    assertEquals("there is no fresh value of bat1/dcVoltageV", bound(led).obstacle());
    Pack live = pack(at(Points.CHARGE_CURRENT_MAX_A), volts);
    tell(live, volts, 400);
    assertEquals("there is no fresh value of bat1/chargeCurrentMaxA", bound(live).obstacle());
  }

  // --- whose it is ---

  @Test
  void itListensToItsInverterItsManagementSystemAndWhoVotes() {
    NodeId probe = new NodeId("probe1");
    bms = Optional.of(BMS);
    votes.add(
        new Vote(
            Points.CELL_TEMPERATURE_MAX_C,
            List.of(at(Points.CELL_TEMPERATURE_MAX_C), Address.of(probe, Points.TEMPERATURE_C)),
            Rule.WORSE,
            "site.yaml:8"));
    Pack pack = pack();
    assertTrue(pack.listensTo(BAT));
    assertTrue(pack.listensTo(BMS));
    assertTrue(pack.listensTo(probe));
    assertFalse(pack.listensTo(new NodeId("pcc")));
  }

  @Test
  void behindAHybridItIsTheTerminalOfTheBattery() {
    NodeId terminal = new NodeId("bat1.bat");
    NodeId roof = new NodeId("bat1.pv");
    natures.clear();
    natures.put(BAT, "hybrid");
    natures.put(terminal, "battery");
    natures.put(roof, "pv");
    Address soc = Address.of(terminal, Points.STATE_OF_CHARGE_PCT);
    Address sun = Address.of(roof, Points.CELL_TEMPERATURE_MAX_C);
    Pack pack = pack(soc, sun);
    assertTrue(pack.narrows(terminal));
    assertTrue(pack.narrows(BAT));
    assertFalse(pack.narrows(roof));
    assertEquals(Address.of(terminal, Points.STATE_OF_CHARGE_ESTIMATE_PCT), pack.estimate());
    assertNull(tell(pack, sun, 99), "the roof is no battery");
    tell(pack, soc, 50);
    assertEquals("", bound(pack).obstacle());
  }

  @Test
  void anEstimateNarrowsAsTheDeviceDoesAndMayBeMissing() {
    Address soc = at(Points.STATE_OF_CHARGE_PCT);
    Pack pack = pack(soc);
    tell(pack, soc, 50);
    pack.estimate(Optional.empty(), now);
    assertEquals(5000, bound(pack).maxW());
    pack.estimate(Optional.of(sample(pack.estimate(), 9, Quality.GOOD)), now);
    assertEquals(0, bound(pack).maxW());
    assertEquals(-5000, bound(pack).minW());
  }
}
