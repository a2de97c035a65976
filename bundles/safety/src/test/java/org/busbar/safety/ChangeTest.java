package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.safety.SiteState;
import org.busbar.api.site.EmergencyConfig;
import org.busbar.api.site.InterlockConfig;
import org.busbar.api.site.LimitConfig;
import org.busbar.api.site.SiteModel;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeDevice;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices come, go and are described otherwise while the site runs. */
class ChangeTest {
  private static final String OTHER = "bat2";
  private static final NodeId OTHER_ID = new NodeId(OTHER);

  @TempDir Path home;

  private static Rig two() {
    return new Rig().battery(Rig.power()).with(second(OTHER));
  }

  private static org.busbar.api.device.DeviceDeclaration second(String id) {
    return Rig.declared(id, Maturity.SIMULATED, Map.of(), FakeWritable.power(id));
  }

  /** The same site with one device described otherwise, its lines moved. */
  private static SiteModel with(SiteModel model, UnaryOperator<DeviceConfig> change) {
    return copy(model, model.devices().stream().map(change).toList());
  }

  private static SiteModel copy(SiteModel model, List<DeviceConfig> devices) {
    return new SiteModel(
        model.id(),
        model.name(),
        model.zone(),
        model.cycle(),
        model.autostart(),
        model.connections(),
        devices,
        model.nodes(),
        model.limits(),
        model.modes(),
        model.protections(),
        model.emergency(),
        model.interlocks(),
        model.contactors(),
        model.history(),
        model.contacts());
  }

  private static SiteModel unit(SiteModel model, String device, int unit) {
    return with(
        model,
        c ->
            new DeviceConfig(
                c.id(),
                c.driver(),
                c.type(),
                c.connection(),
                c.id().value().equals(device) ? unit : c.unit(),
                c.options(),
                c.allowed(),
                "site.yaml:99"));
  }

  private static SiteModel without(SiteModel model, String device) {
    return copy(
        model, model.devices().stream().filter(c -> !c.id().value().equals(device)).toList());
  }

  /** Both batteries are set to 1 and 2 kW. */
  private static void both(Rig rig) {
    rig.advance(Rig.CYCLE);
    rig.feed();
    var freeze = rig.freeze();
    rig.submit(
        List.of(
            rig.setpoint(freeze, new NodeId(Rig.BAT), Points.ACTIVE_POWER_W, 1000),
            rig.setpoint(freeze, OTHER_ID, Points.ACTIVE_POWER_W, 2000)));
  }

  @Test
  void aChangedDeviceIsReleasedAndItsNeighbourIsNotTouched() {
    Rig rig = two();
    SiteField field = rig.running(home);
    both(rig);
    FakeDevice neighbour = rig.bat();
    FakeDevice before = rig.driver.device(OTHER);
    field.change(unit(rig.model(), OTHER, 7));
    assertEquals("RELEASE 0", Rig.text(before.last()));
    assertEquals(SessionStatus.State.CLOSED, before.status().state());
    assertNotSame(before, rig.driver.device(OTHER));
    assertSame(neighbour, rig.bat());
    assertEquals(List.of("SET 1000"), rig.told());
    assertFalse(rig.transport.connection("line").isClosed());
    assertEquals(7, field.device(OTHER_ID).config().unit());
    assertEquals(7, field.device(OTHER_ID).config().unit());
  }

  @Test
  void whatIsNewWhileTheSiteRunsIsControlledFromTheNextStartOnly() {
    Rig rig = two();
    SiteField field = rig.running(home);
    both(rig);
    rig.advance(Rig.CYCLE);
    field.change(unit(rig.model(), OTHER, 7));
    rig.watch();
    for (int i = 0; i < 20; i++) {
      both(rig);
      rig.tend();
      rig.watch();
    }
    assertEquals(List.of(), rig.told(OTHER));
    assertFalse(rig.freeze().allowed().containsKey(Address.of(OTHER_ID, Points.ACTIVE_POWER_W)));
    assertTrue(
        field.devices().stream().noneMatch(d -> d.device().equals(OTHER_ID) && d.controlled()));
    Rig.require(field.request(SiteState.IDLE, "test", "to start again"));
    rig.advance(Rig.CYCLE);
    rig.start();
    both(rig);
    assertEquals(List.of("SET 2000"), rig.told(OTHER));
  }

  @Test
  void aLatchSurvivesAChangeOfItsDevice() {
    Rig rig = two();
    SiteField field = rig.running(home);
    both(rig);
    field.device(OTHER_ID).trip("limit", "a test", "too much");
    FakeDevice before = rig.driver.device(OTHER);
    field.change(unit(rig.model(), OTHER, 7));
    assertEquals("SAFE 0", Rig.text(before.last()));
    assertTrue(
        field.device(OTHER_ID).cell().get().cause().orElseThrow().text().contains("too much"));
    assertEquals(SiteState.ERROR, field.status().state());
    rig.record();
    field.close();
    Rig again = two();
    assertFalse(again.open(home).device(OTHER_ID).cell().get().isOpen());
  }

  @Test
  void whatIsAddedToAStoppedSiteIsStoppedWithIt() {
    Rig rig = new Rig().battery(Rig.power());
    SiteField field = rig.running(home);
    field.emergencyStop(org.busbar.api.safety.StopSource.SCREEN, "test", "smoke");
    rig.with(second(OTHER));
    field.change(rig.model());
    assertFalse(field.device(OTHER_ID).cell().get().isOpen());
    rig.watch();
    rig.feed();
    rig.freeze();
    Rig.require(field.reset("test", "over"));
    rig.freeze();
    assertTrue(field.device(OTHER_ID).cell().get().isOpen());
  }

  @Test
  void aDeviceThatIsGoneIsForgottenAndItsConnectionToo() {
    Rig rig = two();
    SiteField field = rig.running(home);
    both(rig);
    SiteModel next = without(rig.model(), OTHER);
    assertEquals(Optional.empty(), field.obstacle(next));
    field.change(next);
    rig.feed();
    assertEquals(Set.of(new NodeId(Rig.BAT)), rig.freeze().cells().keySet());
    assertEquals(1, field.devices().size());
    assertEquals(Optional.of(next), field.model());
    field.change(copy(next, List.of()));
    assertTrue(rig.transport.connection("line").isClosed());
  }

  @Test
  void newLimitsHoldForTheirDeviceAndWhereTheyAreWrittenDoesNotMatter() {
    Rig rig = two();
    SiteField field = rig.running(home);
    FakeDevice neighbour = rig.bat();
    rig.limit(OTHER, Points.ACTIVE_POWER_W, new Interval(-100, 100), LimitConfig.Reaction.CLAMP);
    field.change(unit(rig.model(), "none", 0));
    assertSame(neighbour, rig.bat());
    Rig.require(field.request(SiteState.IDLE, "test", "to start again"));
    rig.advance(Rig.CYCLE);
    rig.start();
    both(rig);
    rig.watch();
    both(rig);
    assertEquals("SET 100", Rig.text(rig.driver.device(OTHER).last()));
  }

  @Test
  void whatIsPreparedTouchesNoDeviceAndIsTheModelFromTheNextFreeze() {
    Rig rig = two();
    SiteField field = rig.running(home);
    FakeDevice device = rig.bat();
    SiteModel next = unit(rig.model(), "none", 7);
    field.prepare(next);
    rig.feed();
    rig.freeze();
    assertSame(device, rig.bat());
    assertEquals(Optional.of(next), field.model());
    assertTrue(field.device(new NodeId(Rig.BAT)).cell().get().isOpen());
  }

  @Test
  void anInterlockOfTheSiteGuardsWhatIsNew() {
    Rig rig = new Rig().battery(Rig.power());
    rig.interlock(
        new InterlockConfig(
            "cool",
            new NodeId("home"),
            List.of(
                new InterlockConfig.Condition(
                    Address.of(new NodeId(Rig.BAT), Points.TEMPERATURE_C), new Interval(0, 30))),
            Optional.empty(),
            List.of(),
            "too warm",
            "site.yaml:8"));
    SiteField field = rig.open(home);
    rig.with(second(OTHER));
    field.change(rig.model());
    rig.feed();
    rig.freeze();
    assertFalse(field.device(OTHER_ID).isInterlocked());
    rig.advance(Duration.ofSeconds(10));
    assertTrue(field.device(OTHER_ID).isInterlocked());
  }

  @Test
  void whatMoreThanTheDeviceDependsOnIsNamed() {
    Rig rig = two();
    SiteField field = rig.running(home);
    SiteModel model = rig.model();
    rig.emergency(
        new EmergencyConfig(Map.of(), Duration.ofSeconds(1), Duration.ofSeconds(2), 3, List.of()));
    SiteModel other = rig.model();
    assertEquals(Optional.of("the emergency stop change"), field.obstacle(other));
    assertThrows(IllegalStateException.class, () -> field.change(other));
    assertEquals(Optional.empty(), field.obstacle(model));
    assertEquals(
        Optional.of("a meter of the tree changes"), field.obstacle(two().meter(OTHER).model()));
    Rig guarded = two();
    guarded.protect(
        new org.busbar.api.site.ProtectionConfig(
            new NodeId(Rig.BAT),
            Optional.of("lfp"),
            Optional.of(OTHER_ID),
            Map.of(),
            List.of(),
            "x"));
    assertEquals(
        Optional.of("the protection of bat1 depends on bat2"), field.obstacle(guarded.model()));
  }
}
