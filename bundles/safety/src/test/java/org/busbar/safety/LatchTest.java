package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.StopSource;
import org.busbar.api.site.LimitConfig.Reaction;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatchTest {
  private static final Point HOT = Points.CELL_TEMPERATURE_MAX_C;

  @TempDir Path home;

  private static Rig hotBattery() {
    Address address = Address.of(new NodeId(Rig.BAT), HOT);
    DeviceDeclaration declaration =
        Rig.declared(
            Rig.BAT, Maturity.SIMULATED, Map.of(address, new Interval(-20, 60)), Rig.power());
    return new Rig().with(declaration);
  }

  @Test
  void aCrossedLimitWritesTheSafeValueOnTheReceivingThreadWithoutAnyStep() {
    Rig rig = hotBattery();
    SiteField field = rig.running(home);
    rig.step(3000);
    rig.bat().delivers(Rig.BAT, HOT, 60.1);
    assertEquals(List.of("SET 3000", "SAFE 0"), rig.told());
    assertEquals(SiteState.ERROR, field.status().state());
    assertEquals(
        "bat1/cellTemperatureMaxC is 60.1 degC, above its limit of 60 degC",
        field.status().causes().getFirst().text());
    rig.watch();
    assertEquals(1, rig.events.ofKind("trip").size());
  }

  @Test
  void aValueAtTheLimitAnUnknownAndAnOldOneDoNotTrip() {
    Rig rig = hotBattery();
    SiteField field = rig.running(home);
    rig.bat().delivers(Rig.BAT, HOT, 60);
    Address address = Address.of(new NodeId(Rig.BAT), HOT);
    rig.bat().delivers(rig.good(address, 99).judged(Quality.INVALID));
    rig.bat().delivers(rig.good(address, 99).judged(Quality.STALE));
    assertEquals(SiteState.RUNNING, field.status().state());
  }

  @Test
  void aSafeValueIsRenewedUntilTheResetAndNeverReplacedByASetpoint() {
    Rig rig = hotBattery();
    rig.running(home);
    rig.step(3000);
    rig.bat().delivers(Rig.BAT, HOT, 70);
    for (int i = 0; i < 60; i++) {
      rig.advance(Duration.ofSeconds(1));
      rig.feed();
      rig.step(3000);
      rig.tend();
    }
    List<String> told = rig.told();
    assertEquals("SET 3000", told.getFirst());
    assertEquals(List.of("SAFE 0", "SAFE 0", "SAFE 0", "SAFE 0"), told.subList(1, told.size()));
  }

  @Test
  void aResetIsRefusedWhileTheValueIsOutsideOrNotFresh() {
    Rig rig = hotBattery();
    SiteField field = rig.running(home);
    rig.bat().delivers(Rig.BAT, HOT, 70);
    Answer.Refused outside =
        assertInstanceOf(Answer.Refused.class, field.reset("test", "looked at it"));
    assertTrue(outside.reason().contains("70 degC"), outside.reason());
    rig.feed();
    rig.advance(Duration.ofMinutes(1));
    Answer.Refused old =
        assertInstanceOf(Answer.Refused.class, field.reset("test", "looked at it"));
    assertTrue(old.reason().contains("no fresh value"), old.reason());
    assertEquals(SiteState.ERROR, field.status().state());
  }

  @Test
  void aGrantedResetLeadsToIdleAtTheNextStepAndNeverToRunning() {
    Rig rig = hotBattery();
    SiteField field = rig.running(home);
    rig.step(1000);
    rig.bat().delivers(Rig.BAT, HOT, 70);
    rig.feed();
    Rig.require(field.reset("test", "cooled down"));
    assertEquals(SiteState.ERROR, field.status().state());
    rig.freeze();
    assertEquals(SiteState.IDLE, field.status().state());
    rig.step(1000);
    assertEquals(List.of("SET 1000", "SAFE 0", "RELEASE 0"), rig.told());
  }

  @Test
  void aGrantedResetIsVoidWhenSomethingClosesTheGateAgainBeforeTheStep() {
    Rig rig = hotBattery();
    SiteField field = rig.running(home);
    rig.bat().delivers(Rig.BAT, HOT, 70);
    rig.feed();
    Rig.require(field.reset("test", "cooled down"));
    field.emergencyStop(StopSource.REST, "test", "no!");
    rig.freeze();
    assertEquals(SiteState.ERROR, field.status().state());
    assertFalse(field.devices().getFirst().cell().isOpen());
    assertEquals(1, rig.events.ofKind("reset-overtaken").size());
  }

  @Test
  void aSetpointOfTheEpochBeforeATripIsNotWrittenAfterTheReset() {
    Rig rig = hotBattery();
    SiteField field = rig.running(home);
    var early = rig.setpoint(rig.freeze(), new NodeId(Rig.BAT), Points.ACTIVE_POWER_W, 900);
    rig.bat().delivers(Rig.BAT, HOT, 70);
    rig.feed();
    Rig.require(field.reset("test", "cooled down"));
    rig.freeze();
    rig.start();
    rig.submit(List.of(early));
    assertEquals(List.of("SAFE 0", "RELEASE 0"), rig.told());
  }

  @Test
  void inErrorNobodyCanStartTheSite() {
    Rig rig = hotBattery();
    SiteField field = rig.running(home);
    field.emergencyStop(StopSource.REST, "test", "");
    Answer.Refused refused =
        assertInstanceOf(Answer.Refused.class, field.request(SiteState.RUNNING, "test", "go"));
    assertTrue(refused.remedy().contains("reset"), refused.remedy());
    assertInstanceOf(Answer.Refused.class, field.request(SiteState.IDLE, "test", "go"));
    assertEquals(SiteState.ERROR, field.status().state());
    Rig.require(field.request(SiteState.STOPPED, "test", "isolate"));
    assertInstanceOf(Answer.Refused.class, field.request(SiteState.IDLE, "test", "go"));
    Rig.require(field.reset("test", "all is well"));
    rig.freeze();
    assertEquals(SiteState.IDLE, field.status().state());
  }

  @Test
  void anEmergencyStopIsIdempotentAndHoldsEveryDeviceSafe() {
    Rig rig =
        new Rig()
            .with(Rig.declared("bat1", Maturity.SIMULATED, Map.of(), Rig.power()))
            .with(
                Rig.declared("bat2", Maturity.FIELD_TESTED, Map.of(), FakeWritable.power("bat2")));
    SiteField field = rig.running(home);
    rig.step(1000);
    for (int i = 0; i < 100; i++) {
      field.emergencyStop(StopSource.REST, "test", "smoke");
    }
    assertEquals(List.of("SET 1000", "SAFE 0"), rig.told("bat1"));
    assertEquals("SAFE 0", rig.told("bat2").getLast());
    assertEquals(1, rig.events.ofKind("emergency-stop").size());
    assertEquals(1, field.status().causes().size());
    Rig.require(field.reset("test", "no smoke"));
    rig.freeze();
    assertEquals(SiteState.IDLE, field.status().state());
  }

  @Test
  void aTripReleasesTheOtherDevicesOnTheLeaseThread() {
    Address address = Address.of(new NodeId("bat1"), HOT);
    Rig rig =
        new Rig()
            .with(
                Rig.declared(
                    "bat1",
                    Maturity.SIMULATED,
                    Map.of(address, new Interval(-20, 60)),
                    Rig.power()))
            .with(Rig.declared("bat2", Maturity.SIMULATED, Map.of(), FakeWritable.power("bat2")));
    rig.running(home);
    var freeze = rig.freeze();
    rig.submit(
        List.of(
            rig.setpoint(freeze, new NodeId("bat1"), Points.ACTIVE_POWER_W, 100),
            rig.setpoint(freeze, new NodeId("bat2"), Points.ACTIVE_POWER_W, 200)));
    rig.bat().delivers("bat1", HOT, 70);
    rig.tend();
    assertEquals(List.of("SET 100", "SAFE 0"), rig.told("bat1"));
    assertEquals(List.of("SET 200", "RELEASE 0"), rig.told("bat2"));
  }

  @Test
  void aLatchOutlivesARestartAndAReset() {
    Rig before = hotBattery();
    SiteField field = before.running(home);
    before.bat().delivers(Rig.BAT, HOT, 70);
    before.watch();
    // Killed: nothing is closed in order.

    Rig after = hotBattery();
    SiteField again = after.open(home);
    after.freeze();
    assertEquals(SiteState.ERROR, again.status().state());
    assertTrue(again.status().causes().getFirst().text().contains("70 degC"));
    after.watch();
    assertEquals(List.of("SAFE 0"), after.told());
    assertInstanceOf(Answer.Refused.class, again.reset("test", "not measured yet"));
    after.feed();
    Rig.require(again.reset("test", "cooled down"));
    after.freeze();
    after.watch();
    again.close();
    assertEquals(SiteState.ERROR, field.status().state());

    Rig third = hotBattery();
    third.open(home);
    third.freeze();
    assertEquals(SiteState.IDLE, third.field().status().state());
  }

  @Test
  void afterARestartASiteThatWasRunningIsIdleAndCommandsNothing() {
    Rig before = new Rig().battery(Rig.power());
    before.running(home);
    before.step(1000);
    before.watch();

    Rig after = new Rig().battery(Rig.power());
    SiteField field = after.open(home);
    after.feed();
    after.step(1000);
    after.watch();
    after.tend();
    assertEquals(SiteState.IDLE, field.status().state());
    assertEquals(List.of(), after.told());
  }

  @Test
  void anUnreadableRecordLatchesEverything() throws IOException {
    Rig before = new Rig().battery(Rig.power());
    before.running(home);
    before.watch();
    Path file = home.resolve("safety.state");
    String text = Files.readString(file);
    for (String broken : List.of("", text.substring(0, text.length() / 2), text + "x", "rubbish")) {
      Files.writeString(file, broken);
      Rig after = new Rig().battery(Rig.power());
      SiteField field = after.open(home);
      after.freeze();
      assertEquals(SiteState.ERROR, field.status().state(), broken);
      assertFalse(field.devices().getFirst().cell().isOpen());
      field.close();
    }
  }

  @Test
  void aLimitOfTheSiteTripsOnlyWhereItSaysSo() {
    Rig rig =
        new Rig()
            .battery(Rig.power())
            .limit(Rig.BAT, Points.TEMPERATURE_C, new Interval(0, 40), Reaction.CLAMP);
    SiteField field = rig.running(home);
    rig.bat().delivers(Rig.BAT, Points.TEMPERATURE_C, 45);
    assertEquals(SiteState.RUNNING, field.status().state());
  }

  @Test
  void aLimitWithoutIndexHoldsForEveryIndex() {
    NodeId device = new NodeId(Rig.BAT);
    Address second = new Address(device, Points.VOLTAGE_LN_V, 2);
    DeviceDeclaration plain = Rig.declared(Rig.BAT, Maturity.SIMULATED, Map.of(), Rig.power());
    Map<Address, Duration> points = new java.util.HashMap<>(plain.points());
    points.put(second, Duration.ofSeconds(1));
    Rig rig =
        new Rig()
            .with(
                new DeviceDeclaration(
                    device,
                    "Fake",
                    plain.natures(),
                    points,
                    Map.of(),
                    plain.writables(),
                    Map.of(Address.of(device, Points.VOLTAGE_LN_V), new Interval(180, 260)),
                    plain.reactionTime(),
                    plain.maturity()));
    SiteField field = rig.running(home);
    Sample low = rig.good(second, 170);
    rig.bat().delivers(low);
    assertEquals(SiteState.ERROR, field.status().state());
  }
}
