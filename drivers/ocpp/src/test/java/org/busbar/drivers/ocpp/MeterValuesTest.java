package org.busbar.drivers.ocpp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeterValuesTest {
  private static final Instant SINCE = Instant.parse("2026-11-21T10:00:00Z");

  private static MeterValues at(String timestamp, String values) {
    try {
      String sets = "[{'timestamp':'" + timestamp + "','sampledValue':[" + values + "]}]";
      return MeterValues.of(new JsonMapper().readTree(sets.replace('\'', '"')), SINCE);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static MeterValues one(String value) {
    return at("2026-11-21T10:00:01Z", value);
  }

  @Test
  void importIsNegativeAndUnitsOfBothEditionsAreOurs() {
    assertEquals(
        -7360,
        one("{'measurand':'Power.Active.Import','unit':'kW','value':'7.36'}").activePowerW());
    assertEquals(
        -7360,
        one("{'measurand':'Power.Active.Import','unitOfMeasure':{'unit':'W','multiplier':1},'value':736}")
            .activePowerW());
    assertEquals(
        12_500, one("{'unit':'kWh','value':'12.5'}").energyAbsorbedWh(), "the usual measurand");
  }

  @Test
  void phasesAddUpAndTheWholeCountsBeforeThem() {
    String phases =
        "{'measurand':'Power.Active.Import','phase':'L1','value':'100'},"
            + "{'measurand':'Power.Active.Import','phase':'L2-N','value':'200'}";
    assertEquals(-300, one(phases).activePowerW());
    assertEquals(
        -250, one(phases + ",{'measurand':'Power.Active.Import','value':'250'}").activePowerW());
    assertEquals(-6, one("{'measurand':'Current.Import','phase':'L3','value':'6'}").currentA()[3]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'measurand':'Power.Active.Import','value':'NaN'}",
        "{'measurand':'Power.Active.Import','value':'1e999'}",
        "{'measurand':'Power.Active.Import','value':''}",
        "{'measurand':'Power.Active.Import','value':null}",
        "{'measurand':'Power.Active.Import','value':'100','unit':'VA'}",
        "{'measurand':'Power.Active.Import','value':'100','location':'Inlet'}",
        "{'measurand':'Power.Active.Import','value':'100','phase':'N'}",
        "{'measurand':'Power.Active.Import','value':'100','format':'SignedData'}",
        "{'measurand':'Power.Offered','value':'100'}"
      })
  void whatIsNotSurelyPowerIsUnknown(String value) {
    assertEquals(Double.NaN, one(value).activePowerW());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-21T09:59:59Z", "yesterday", ""})
  void whatWaitedInTheStationIsNoNews(String timestamp) {
    assertEquals(
        Double.NaN,
        at(timestamp, "{'measurand':'Power.Active.Import','value':'100'}").activePowerW());
  }

  @Test
  void energyByPhaseIsAddedUpInWhateverUnitEachIs() {
    MeterValues values =
        at(
            "2026-11-21T10:00:30Z",
            "{'value':'1.5','unit':'kWh','phase':'L1'},{'value':'700','unit':'Wh','phase':'L2'},"
                + "{'value':'12','measurand':'Voltage','unit':'V','phase':'L1-N'},"
                + "{'value':'55','measurand':'SoC','unit':'Percent'}");
    assertEquals(2_200, values.energyAbsorbedWh());
    assertEquals(Double.NaN, values.activePowerW());
  }

  @Test
  void aTimeWithoutAZoneIsUtc() {
    String power = "{'measurand':'Power.Active.Import','value':'1.1','unit':'kW'}";
    assertEquals(-1_100, at("2026-11-21T10:00:30", power).activePowerW());
    assertEquals(Double.NaN, at("2026-11-21T09:00:30", power).activePowerW());
  }
}
