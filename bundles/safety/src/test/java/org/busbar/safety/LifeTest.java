package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.write.Command;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Setpoints;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.StopSource;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeDriver;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifeTest {
  @TempDir Path home;

  @Test
  void aSiteThatRunsWritesSetpointsAndReleasesWhenItStops() {
    Rig rig = new Rig().battery(Rig.power());
    SiteField field = rig.running(home);
    rig.advance(Rig.CYCLE);
    rig.step(1000);
    assertEquals(List.of("SET 1000"), rig.told());
    Rig.require(field.request(SiteState.IDLE, "test", "enough"));
    assertEquals(List.of("SET 1000", "RELEASE 0"), rig.told());
    rig.advance(Duration.ofMinutes(10));
    rig.tend();
    rig.step(2000);
    assertEquals(List.of("SET 1000", "RELEASE 0"), rig.told());
  }

  @Test
  void nothingIsWrittenWhileNobodyHasStartedTheSite() {
    Rig rig = new Rig().battery(Rig.power());
    SiteField field = rig.open(home);
    for (int i = 0; i < 100; i++) {
      rig.feed();
      rig.step(1000);
      rig.advance(Duration.ofSeconds(1));
      rig.tend();
      rig.watch();
    }
    assertEquals(SiteState.IDLE, field.status().state());
    field.close();
    assertEquals(List.of(), rig.told());
  }

  @Test
  void aSetpointDecidedBeforeTheStartIsNotWritten() {
    Rig rig = new Rig().battery(Rig.power());
    SiteField field = rig.open(home);
    rig.feed();
    var early = rig.setpoint(rig.freeze(), new NodeId(Rig.BAT), Points.ACTIVE_POWER_W, 1000);
    rig.advance(Duration.ofMillis(10));
    rig.start();
    rig.submit(List.of(early));
    assertEquals(List.of(), rig.told());
    rig.step(1000);
    assertEquals(List.of("SET 1000"), rig.told());
  }

  @Test
  void aDeviceThatLeavesAuthorityIsReleasedOnceAndNeverTouchedAgain() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    rig.step(1000);
    rig.freeze();
    rig.field().submit(new Setpoints(9, Set.of(), List.of()));
    rig.advance(Duration.ofMinutes(5));
    rig.tend();
    rig.field().submit(new Setpoints(10, Set.of(), List.of()));
    assertEquals(List.of("SET 1000", "RELEASE 0"), rig.told());
  }

  @Test
  void underAuthorityWithoutASetpointADeviceIsHeldAtItsRelease() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    rig.step(1000);
    rig.freeze();
    rig.submit(List.of());
    assertEquals(List.of("SET 1000", "RELEASE 0"), rig.told());
    rig.advance(Duration.ofSeconds(20));
    rig.tend();
    assertEquals(List.of("SET 1000", "RELEASE 0", "RELEASE 0"), rig.told());
  }

  @Test
  void aBlankReasonIsRefusedAndChangesNothing() {
    Rig rig = new Rig().battery(Rig.power());
    SiteField field = rig.open(home);
    rig.freeze();
    assertInstanceOf(Answer.Refused.class, field.request(SiteState.RUNNING, "test", " "));
    assertEquals(SiteState.IDLE, field.status().state());
  }

  @Test
  void closingReleasesWhatIsUnderAuthorityAndThenClosesTheWire() {
    Rig rig = new Rig().battery(Rig.power());
    SiteField field = rig.running(home);
    rig.step(1000);
    field.close();
    assertEquals(List.of("SET 1000", "RELEASE 0"), rig.told());
    assertTrue(rig.transport.connection("line").isClosed());
  }

  @Test
  void closingLeavesALatchedDeviceSafeAndReleasesTheOthers() {
    Rig rig =
        new Rig()
            .with(
                Rig.declared(
                    "bat1", Maturity.SIMULATED, Map.of(), FakeWritable.rest(Rig.power(), 500, 0)))
            .with(Rig.declared("bat2", Maturity.SIMULATED, Map.of(), FakeWritable.power("bat2")));
    SiteField field = rig.running(home);
    var freeze = rig.freeze();
    rig.submit(
        List.of(
            rig.setpoint(freeze, new NodeId("bat1"), Points.ACTIVE_POWER_W, 1000),
            rig.setpoint(freeze, new NodeId("bat2"), Points.ACTIVE_POWER_W, 2000)));
    field.emergencyStop(StopSource.REST, "test", "");
    field.close();
    assertEquals(List.of("SET 1000", "SAFE 0"), rig.told("bat1"));
    assertEquals(List.of("SET 2000", "SAFE 0"), rig.told("bat2"));
    assertTrue(rig.transport.connection("line").isClosed());
  }

  @Test
  void aTransportThatGoesTakesItsConnectionsWithItAfterTheRelease() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    rig.step(1000);
    var line = rig.transport.connection("line");
    rig.fields.remove(rig.transport);
    assertEquals(List.of("SET 1000", "RELEASE 0"), rig.told());
    assertTrue(line.isClosed());
  }

  @Test
  void aSecondDriverOfTheSameIdTakesOverWhenTheFirstGoes() {
    Rig rig = new Rig().battery(Rig.power());
    rig.running(home);
    rig.step(1000);
    var old = rig.bat();
    FakeDriver next =
        new FakeDriver().with(Rig.declared(Rig.BAT, Maturity.SIMULATED, Map.of(), Rig.power()));
    rig.fields.add(next);
    assertFalse(next.hasOpened(Rig.BAT));
    rig.fields.remove(rig.driver);
    assertEquals(Command.Action.RELEASE, old.last().action());
    assertTrue(next.hasOpened(Rig.BAT));
    next.device(Rig.BAT).delivers(Rig.BAT, Points.ACTIVE_POWER_W, 0);
    rig.watch();
    rig.step(500);
    assertEquals(500, next.device(Rig.BAT).last().value());
  }

  @Test
  void aDriverThatIsNotThereIsNamedWhenTheSiteGoesOnWithoutIt() {
    Rig rig = new Rig().battery(Rig.power());
    rig.fields.add(rig.transport);
    SiteField field = rig.openOnly(home);
    rig.advance(Duration.ofMillis(5100));
    rig.freeze();
    rig.freeze();
    assertEquals(SiteState.IDLE, field.status().state());
    assertEquals(
        List.of("bat1 is not opened: driver 'fake' is not there."),
        rig.events.ofKind("device-not-opened").stream().map(e -> e.text()).toList());
  }

  @Test
  void aSiteIsOpenedOnceAtATime() {
    Rig rig = new Rig().battery(Rig.power());
    SiteField field = rig.open(home);
    assertThrows(IllegalArgumentException.class, () -> rig.openOnly(home));
    field.close();
    rig.openOnly(home);
  }

  @Test
  void aConfigurationThatNoDriverUnderstandsOpensNothing() {
    Rig rig = new Rig().battery(Rig.power());
    rig.fields.add(rig.transport);
    rig.fields.add(new FakeDriver());
    IllegalArgumentException problem =
        assertThrows(IllegalArgumentException.class, () -> rig.openOnly(home));
    assertEquals("site.yaml:3: type 'fake' is not known", problem.getMessage());
    assertThrows(IllegalStateException.class, () -> rig.transport.connection("line"));
  }

  @Test
  void aDriverThatComesLaterOpensItsDeviceAndOneThatGoesReleasesIt() {
    Rig rig = new Rig().battery(Rig.power());
    rig.fields.add(rig.transport);
    SiteField field = rig.openOnly(home);
    rig.freeze();
    assertEquals(SiteState.BOOT, field.status().state());
    rig.fields.add(rig.driver);
    rig.watch();
    rig.feed();
    rig.freeze();
    assertEquals(SiteState.IDLE, field.status().state());
    rig.start();
    rig.step(1000);
    rig.fields.remove(rig.driver);
    assertEquals(List.of("SET 1000", "RELEASE 0"), rig.told());
    assertEquals(
        org.busbar.api.device.SessionStatus.State.CLOSED,
        field.devices().getFirst().session().state());
    rig.fields.add(rig.driver);
    rig.watch();
    rig.feed();
    rig.step(500);
    assertEquals(List.of("SET 500"), rig.told());
  }
}
