package org.busbar.profile.sunspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Sample;
import org.busbar.profile.testing.ScriptedConnection;
import org.busbar.profile.testing.ScriptedConnection.Written;
import org.junit.jupiter.api.Test;

class SunSpecSessionTest {
  private final ScriptedConnection device = new ScriptedConnection();
  private final Map<String, Sample> samples = new LinkedHashMap<>();
  private DeviceSession session;

  private void open(String... options) {
    Map<String, String> named = new LinkedHashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      named.put(options[i], options[i + 1]);
    }
    DeviceConfig config =
        new DeviceConfig(
            new NodeId("d"), "profile", "sunspec", "c", 1, named, Set.of(), "site.yaml:1");
    session =
        new SunSpec().open(device, config, s -> samples.put(s.address().pointName(), s), device);
    device.round();
    device.round();
    device.round();
  }

  private double value(String point) {
    return samples.get(point).value();
  }

  private WriteResult write(Action action, double value) {
    Writable writable = session.declaration().writables().getFirst();
    return session.write(new Command(writable, action, value, Duration.ofSeconds(3), 1));
  }

  private Image pvInverter() {
    Image image = new Image(device, 40_000);
    image.model(1, 0).set("Mn", 0x4163, 0x6D65, 0).set("Md", 0x5056, 0x3130, 0);
    image.model(120, 0).set("WRtg", 100).set("WRtg_SF", 2);
    image
        .model(103, 0)
        .set("W", 5230)
        .set("W_SF", 0)
        .set("Hz", 5001)
        .set("Hz_SF", -2)
        .set("PF", 985)
        .set("PF_SF", -1)
        .set("AphA", 758)
        .set("VAr", 0x8000)
        .set("VAr_SF", 0)
        .set("A_SF", -2)
        .set("WH", 0x0012, 0xD687)
        .set("WH_SF", 0)
        .set("St", 4);
    return image;
  }

  @Test
  void anInverterIsReadWithItsScaleFactors() {
    pvInverter();
    open("nature", "pv");
    assertEquals(State.READY, session.status().state());
    assertEquals("Acme PV10", session.declaration().name());
    assertEquals(5230, value("activePowerW"), "generation flows into the busbar");
    assertEquals(50.01, value("frequencyHz"));
    assertEquals(0.985, value("powerFactor"), 1e-12);
    assertEquals(7.58, value("currentA.1"));
    assertEquals(1_234_567, value("energyInjectedWh"));
    assertEquals(10_000, value("ratedPowerW"));
    assertEquals(4, value("operatingState"));
    assertTrue(Double.isNaN(value("currentA.2")), "what is not implemented is unknown");
    assertTrue(Double.isNaN(value("reactivePowerVar")));
    assertTrue(session.declaration().writables().isEmpty(), "without rated power only read");
  }

  @Test
  void theListIsFoundAtEachOfItsPlacesAndInAnyOrder() {
    for (int base : new int[] {50_000, 0}) {
      ScriptedConnection other = new ScriptedConnection();
      Image image = new Image(other, base);
      image.model(160, 1).model(101, 0).set("W", 700).set("W_SF", 0).model(1, 0);
      DeviceConfig config =
          new DeviceConfig(
              new NodeId("d"),
              "profile",
              "sunspec",
              "c",
              1,
              Map.of("nature", "pv"),
              Set.of(),
              "site.yaml:1");
      DeviceSession found =
          new SunSpec().open(other, config, s -> samples.put(s.address().pointName(), s), other);
      other.round();
      other.round();
      other.round();
      assertEquals(State.READY, found.status().state(), () -> "base " + base);
      assertEquals(700, value("activePowerW"));
    }
  }

  @Test
  void stringsRepeatAndTheFirstModelThatHasAPointWins() {
    pvInverter();
    new Image(device, 40_000);
    Image image = pvInverter();
    image
        .model(160, 2)
        .set("DCA_SF", -1)
        .set("DCV_SF", 0)
        .set("DCW_SF", 1)
        .set("N", 2)
        .set(1, "DCA", 81)
        .set(1, "DCV", 612)
        .set(1, "DCW", 496)
        .set(2, "DCA", 40);
    open("nature", "pv");
    assertEquals(8.1, value("dcCurrentA.1"));
    assertEquals(612, value("dcVoltageV.1"));
    assertEquals(4960, value("dcPowerW.1"));
    assertEquals(4, value("dcCurrentA.2"));
    assertTrue(Double.isNaN(value("dcPowerW.2")));
    assertNull(samples.get("dcPowerW.3"));
  }

  @Test
  void portsAreAsManyAsTheModelCounts() {
    Image image = pvInverter();
    image.model(714, 3).set("NPrt", 2).set("DCW_SF", 0).set(1, "DCW", 100).set(2, "DCW", 200);
    open("nature", "pv");
    assertEquals(100, value("dcPowerW.1"));
    assertEquals(200, value("dcPowerW.2"));
    assertNull(samples.get("dcPowerW.3"));
  }

  @Test
  void pvIsLimitedBy123AndItsTimerIsSetAtEachWrite() {
    Image image = pvInverter();
    image
        .model(123, 0)
        .set("WMaxLimPct", 10000)
        .set("WMaxLimPct_SF", -2)
        .set("WMaxLimPct_RvrtTms", 0)
        .set("WMaxLim_Ena", 0);
    open("nature", "pv", "rated-power", "8 kW");
    Writable writable = session.declaration().writables().getFirst();
    assertEquals(8000, writable.range().max());
    assertEquals(0, writable.range().min());
    assertEquals(Duration.ofSeconds(60), writable.reversion().orElseThrow());
    assertEquals(new WriteResult.Accepted(3000), write(Action.SET, 3000.5));
    int timer = image.address("WMaxLimPct_RvrtTms");
    int limit = image.address("WMaxLimPct");
    int enable = image.address("WMaxLim_Ena");
    List<Written> sequence =
        List.of(
            new Written(timer, Words.of(60), false),
            new Written(limit, Words.of(3000), false),
            new Written(enable, Words.of(1), false));
    assertEquals(sequence, device.written);
    write(Action.SET, 3000);
    assertEquals(6, device.written.size(), "renewing sets the timer again");
    device.written.clear();
    assertInstanceOf(WriteResult.Accepted.class, write(Action.RELEASE, Double.NaN));
    assertEquals(List.of(new Written(enable, Words.of(0), false)), device.written);
  }

  @Test
  void withoutATimerNothingIsDeclaredToRevert() {
    Image image = pvInverter();
    image.model(123, 0).set("WMaxLimPct", 100).set("WMaxLimPct_SF", 0).set("WMaxLim_Ena", 0);
    open("nature", "pv", "rated-power", "10 kW");
    assertTrue(session.declaration().writables().getFirst().reversion().isEmpty());
  }

  private Image battery124() {
    Image image = new Image(device, 40_000);
    image.model(1, 0).model(103, 0).set("W", -2500).set("W_SF", 0);
    return image
        .model(124, 0)
        .set("WChaMax", 500)
        .set("WChaMax_SF", 1)
        .set("StorCtl_Mod", 0)
        .set("ChaState", 8000)
        .set("ChaState_SF", -2)
        .set("OutWRte", 10000)
        .set("InWRte", 10000)
        .set("InOutWRte_SF", -2)
        .set("InOutWRte_RvrtTms", 0);
  }

  @Test
  void aBatteryIsSetBy124WithBothBoundsInOneRequest() {
    Image image = battery124();
    open("nature", "battery", "rated-power", "4 kW", "reversion", "30 s");
    assertEquals(-2500, value("activePowerW"), "charging flows out of the busbar");
    assertEquals(80, value("stateOfChargePct"));
    assertEquals(new WriteResult.Accepted(1000), write(Action.SET, 1000));
    assertEquals(
        List.of(
            new Written(image.address("InOutWRte_RvrtTms"), Words.of(30), false),
            new Written(image.address("OutWRte"), Words.of(2000, -2000), false),
            new Written(image.address("StorCtl_Mod"), Words.of(3), false)),
        device.written);
    assertEquals(new WriteResult.Accepted(-4000), write(Action.SET, -4000));
    assertEquals(-8000, (short) device.held(image.address("OutWRte")));
    assertEquals(8000, (short) device.held(image.address("InWRte")));
    assertEquals(new WriteResult.Accepted(0), write(Action.SAFE, 0));
    assertInstanceOf(WriteResult.Refused.class, write(Action.SET, 4001));
  }

  @Test
  void aBatteryIsSetBy704InWattsAndRestsWhenTheTimerRunsOut() {
    Image image = new Image(device, 40_000);
    image.model(1, 0).model(701, 0).set("W", -1500).set("W_SF", 0);
    image.model(713, 0).set("SoC", 555).set("SoH", 990).set("Pct_SF", -1);
    image
        .model(704, 0)
        .set("WSetEna", 0)
        .set("WSetMod", 0)
        .set("WSet", 0, 0)
        .set("WSetRvrtTms", 0, 0)
        .set("WSet_SF", 1);
    open("nature", "battery", "rated-power", "5 kW");
    assertEquals(-1500, value("activePowerW"));
    assertEquals(55.5, value("stateOfChargePct"));
    assertEquals(99, value("stateOfHealthPct"));
    assertEquals(new WriteResult.Accepted(-2990), write(Action.SET, -2999));
    assertEquals(
        List.of(
            new Written(image.address("WSetMod"), Words.of(1), false),
            new Written(image.address("WSetRvrt"), Words.of(0, 0), false),
            new Written(image.address("WSetEnaRvrt"), Words.of(1), false),
            new Written(image.address("WSetRvrtTms"), Words.of(0, 60), false),
            new Written(image.address("WSet"), Words.of(0xFFFF, -299), false),
            new Written(image.address("WSetEna"), Words.of(1), false)),
        device.written);
  }

  @Test
  void pvIsLimitedBy704WhereItIsThere() {
    Image image = new Image(device, 40_000);
    image.model(1, 0).model(701, 0).set("W", 6000).set("W_SF", 0);
    image.model(702, 0).set("WMax", 1000).set("W_SF", 1);
    image
        .model(704, 0)
        .set("WMaxLimPctEna", 0)
        .set("WMaxLimPct", 1000)
        .set("WMaxLimPct_SF", -1)
        .set("WMaxLimPctRvrtTms", 0, 0);
    open("nature", "pv", "rated-power", "10 kW");
    assertEquals(new WriteResult.Accepted(2500), write(Action.SET, 2500));
    assertEquals(250, device.held(image.address("WMaxLimPct")));
    assertEquals(1, device.held(image.address("WMaxLimPctEna")));
    assertEquals(60, device.held(image.address("WMaxLimPctRvrtTms") + 1));
  }

  @Test
  void importIsPositiveInIntegerMeters() {
    Image image = new Image(device, 40_000);
    image.model(1, 0);
    image
        .model(203, 0)
        .set("W", 321)
        .set("WphB", -45)
        .set("W_SF", 1)
        .set("PF", 97)
        .set("PF_SF", 0)
        .set("TotWhImp", 0, 50)
        .set("TotWhExp", 0, 7)
        .set("TotWh_SF", 2);
    open("nature", "meter");
    assertEquals(3210, value("activePowerW"));
    assertEquals(-450, value("activePowerW.2"));
    assertEquals(0.97, value("powerFactor"));
    assertEquals(5000, value("energyInjectedWh"));
    assertEquals(700, value("energyAbsorbedWh"));
  }

  @Test
  void importIsPositiveInFloatMetersAndInvertTurnsIt() {
    Image image = new Image(device, 40_000);
    image
        .model(1, 0)
        .model(213, 0)
        .setFloat("W", 1234.5f)
        .setFloat("TotWhImp", 9f)
        .setFloat("PF", 0.5f);
    open("nature", "meter");
    assertEquals(1234.5, value("activePowerW"));
    assertEquals(9, value("energyInjectedWh"));
    assertEquals(0.5, value("powerFactor"));
    assertTrue(Double.isNaN(value("frequencyHz")));
    session.close();
    open("nature", "meter", "invert", "true");
    assertEquals(-1234.5, value("activePowerW"));
    assertEquals(9, value("energyAbsorbedWh"));
  }

  @Test
  void whatIsNoSunSpecDeviceIsAWrongDevice() {
    device.put(40_000, 1, 2).put(50_000, 1, 2);
    open("nature", "pv");
    assertEquals(State.WRONG_DEVICE, session.status().state());
  }

  @Test
  void aDeviceOfAnotherNatureIsAWrongDevice() {
    pvInverter();
    open("nature", "battery");
    assertEquals(State.WRONG_DEVICE, session.status().state());
    assertTrue(session.status().text().contains("stateOfChargePct"), session.status().text());
  }

  @Test
  void aListWithoutEndIsNotFollowedForEver() {
    device.put(40_000, 0x5375, 0x6E53);
    for (int at = 40_002; at < 40_400; at += 2) {
      device.put(at, 101, 0);
    }
    open("nature", "pv");
    assertEquals(State.CONNECTING, session.status().state());
    assertTrue(session.status().text().contains("no end"), session.status().text());
  }

  @Test
  void aWalkThatBreaksOffIsTakenUpAgain() {
    pvInverter();
    device.put(40_000, 0x5375, 0x6E53);
    device.silent = true;
    open("nature", "pv");
    assertEquals(State.CONNECTING, session.status().state());
    device.silent = false;
    device.round();
    device.round();
    device.round();
    assertEquals(State.READY, session.status().state());
  }

  @Test
  void aListThatMovedMakesAWrongDevice() {
    pvInverter();
    open("nature", "pv");
    device.put(40_003, 70);
    device.round();
    assertEquals(State.WRONG_DEVICE, session.status().state());
    new Image(device, 40_000).model(1, 0).model(103, 0).set("W", 4321).set("W_SF", 0);
    device.after(Duration.ofSeconds(20));
    device.round();
    device.round();
    device.round();
    assertEquals(State.READY, session.status().state(), "it is walked again");
    assertEquals(4321, value("activePowerW"));
  }

  @Test
  void whatTheSiteSaysIsDeclaredBeforeTheDeviceIsReached() {
    device.silent = true;
    open("nature", "battery", "rated-power", "5 kW");
    Writable writable = session.declaration().writables().getFirst();
    assertEquals(-5000, writable.range().min());
    assertEquals(2, session.declaration().points().size());
    assertEquals("battery", session.declaration().natures().get(new NodeId("d")));
    assertFalse(writable.hasReleaseSequence());
  }

  @Test
  void theModelsSayWhatADeviceIsWhereTheSiteDoesNot() {
    battery124();
    open();
    assertEquals("battery", session.declaration().natures().get(new NodeId("d")));
    device.close();
    pvInverter();
    open();
    assertEquals("pv", session.declaration().natures().get(new NodeId("d")));
    device.close();
    new Image(device, 40_000).model(1, 0).model(213, 0);
    open();
    assertEquals("meter", session.declaration().natures().get(new NodeId("d")));
  }

  @Test
  void aWrongNatureIsRefusedWithTheNearest() {
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> Settings.of(Map.of("nature", "batery")));
    assertTrue(wrong.getMessage().contains("'battery'"), wrong.getMessage());
  }
}
