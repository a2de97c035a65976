package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.Cause;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.StopSource;
import org.busbar.api.safety.SubState;
import org.busbar.api.site.EmergencyConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stops a site, what it says of that, and what a reset needs to be done. */
class SiteGateTest {
  private static final NodeId IO = new NodeId("io1");
  private static final Address BUTTON = new Address(IO, Points.SWITCH_ON, 1);
  private static final Address SMOKE = new Address(IO, Points.SWITCH_ON, 2);
  private static final Address HOT = Address.of(new NodeId(Rig.BAT), Points.CELL_TEMPERATURE_MAX_C);

  @TempDir Path home;

  /** Two batteries, the first with a limit of temperature. */
  private static Rig rig() {
    return new Rig()
        .with(
            Rig.declared(
                Rig.BAT, Maturity.SIMULATED, Map.of(HOT, new Interval(-20, 60)), Rig.power()))
        .with(Rig.declared("bat2", Maturity.SIMULATED, Map.of(), FakeWritable.power("bat2")));
  }

  /** The same with a button and a smoke detector. */
  private static Rig wired() {
    Interval any = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    EmergencyConfig usual = EmergencyConfig.USUAL;
    return rig()
        .with(Rig.declared("io1", Maturity.SIMULATED, Map.of(BUTTON, any, SMOKE, any)))
        .emergency(
            new EmergencyConfig(
                Map.of(),
                usual.ramp(),
                usual.isolateWithin(),
                3,
                List.of(input("button", "emergency-stop", BUTTON), input("hall", "smoke", SMOKE))));
  }

  private static EmergencyConfig.Input input(String id, String kind, Address channel) {
    return new EmergencyConfig.Input(
        id, kind, List.of(channel), Duration.ofMillis(500), "", "site.yaml:4");
  }

  private static void wire(Rig rig, double button, double smoke) {
    rig.driver.device("io1").delivers(rig.good(BUTTON, button));
    rig.driver.device("io1").delivers(rig.good(SMOKE, smoke));
  }

  private SiteField runningWired(Rig rig) {
    SiteField field = rig.open(home);
    rig.feed();
    wire(rig, 1, 1);
    rig.freeze();
    rig.start();
    return field;
  }

  private static List<String> causes(SiteField field) {
    return field.status().causes().stream().map(c -> c.kind() + " " + c.source()).toList();
  }

  @Test
  void aStopSaysWhoAskedForItAndWhyWhereThatWasSaid() {
    Rig rig = rig();
    SiteField field = rig.running(home);
    field.emergencyStop(StopSource.SCREEN, "anna", "smoke");
    assertEquals("Emergency stop by anna: smoke", field.status().reason());
    Rig.require(field.reset("anna", "no smoke"));
    rig.freeze();
    field.emergencyStop(StopSource.SCREEN, "anna", " ");
    assertEquals("Emergency stop by anna.", field.status().reason());
    Event told = rig.events.ofKind("emergency-stop").getLast();
    assertEquals(Severity.CRITICAL, told.severity());
    assertEquals("Emergency stop by anna.", told.text());
  }

  @Test
  void anInputThatStaysOpenIsOneStopAndEachOtherOneAddsItsCause() {
    Rig rig = wired();
    SiteField field = runningWired(rig);
    for (int i = 0; i < 5; i++) {
      wire(rig, 0, 1);
      rig.tend();
    }
    assertEquals(List.of("emergency-stop button"), causes(field));
    assertEquals(1, rig.events.ofKind("emergency-stop").size());
    wire(rig, 0, 0);
    assertEquals(List.of("emergency-stop button", "smoke hall"), causes(field));
    field.audit().flush();
    assertEquals(2, audited("\"source\":\"digital-input\""));
  }

  private long audited(String part) {
    try (var lines = Files.lines(home.resolve("audit/audit-000000000001.jsonl"))) {
      return lines
          .filter(line -> line.contains("\"kind\":\"command\"") && line.contains(part))
          .count();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void anInputThatIsOpenWhileTheSiteIsIsolatedIsNoNewStop() {
    Rig rig = wired();
    SiteField field = runningWired(rig);
    field.emergencyStop(StopSource.SCREEN, "anna", "");
    Rig.require(field.request(SiteState.STOPPED, "anna", "to look at it"));
    wire(rig, 0, 1);
    assertEquals(SiteState.STOPPED, field.status().state());
  }

  @Test
  void anInputThatOpensInAnOrderedStopIsAStop() {
    Rig rig = wired();
    SiteField field = runningWired(rig);
    Rig.require(field.request(SiteState.STOPPED, "anna", "enough"));
    wire(rig, 0, 1);
    assertEquals(SubState.LATCHED, field.status().subState().orElseThrow());
  }

  @Test
  void ofVeryManyCausesTheFirst32AreKept() {
    Rig rig = rig();
    SiteField field = rig.running(home);
    for (int i = 0; i < 40; i++) {
      rig.device(Rig.BAT).trip("limit", "point" + i, "beyond", true);
    }
    assertEquals(32, field.status().causes().size());
    assertEquals("point31", field.status().causes().getLast().source());
  }

  @Test
  void aTripIsPutOnRecordAtOnceAndToldOfOnceByTheWatch() {
    Rig rig = rig();
    rig.running(home);
    int alerts = rig.alerts();
    rig.bat().delivers(rig.good(HOT, 70));
    rig.bat().delivers(rig.good(HOT, 71));
    assertTrue(rig.alerts() > alerts);
    assertEquals(List.of(), rig.events.ofKind("trip"), "nobody's log stands before a safe value");
    rig.watch();
    rig.watch();
    assertEquals(1, rig.events.ofKind("trip").size());
  }

  @Test
  void aResetThatWasDoneReleasesAtOnceAndIsPutOnRecordAtOnce() {
    Rig rig = rig();
    SiteField field = rig.running(home);
    rig.step(1000);
    field.emergencyStop(StopSource.SCREEN, "anna", "");
    Rig.require(field.reset("anna", "it was a drill"));
    int alerts = rig.alerts();
    rig.freeze();
    assertEquals(SiteState.IDLE, field.status().state());
    assertEquals("RELEASE 0", rig.told().getLast());
    assertTrue(rig.alerts() > alerts);
    Event told = rig.events.ofKind("site-state").getLast();
    assertEquals("The site went from ERROR to IDLE: Reset by anna: it was a drill", told.text());
    assertEquals(Map.of("from", "ERROR", "to", "IDLE", "by", "anna"), told.values());
    rig.freeze();
    assertEquals(0, rig.events.ofKind("reset-overtaken").size(), "it is done once");
  }

  @Test
  void aResetIsVoidWhereItsInputIsNotReadAnyMore() {
    Rig rig = wired();
    SiteField field = runningWired(rig);
    field.emergencyStop(StopSource.SCREEN, "anna", "");
    Rig.require(field.reset("anna", "all is well"));
    rig.advance(Duration.ofSeconds(5));
    rig.feedAllBut("io1");
    rig.freeze();
    assertEquals(SiteState.ERROR, field.status().state());
    assertEquals(1, rig.events.ofKind("reset-overtaken").size());
    assertFalse(rig.device(Rig.BAT).cell().get().isOpen());
  }

  @Test
  void aResetIsVoidWhereTheValueThatAllowedItIsTooOldByThen() {
    Rig rig = rig();
    SiteField field = rig.running(home);
    rig.bat().delivers(rig.good(HOT, 70));
    rig.feed();
    Rig.require(field.reset("anna", "cooled down"));
    rig.advance(Duration.ofMinutes(1));
    rig.freeze();
    assertEquals(SiteState.ERROR, field.status().state());
    assertEquals(1, rig.events.ofKind("reset-overtaken").size());
  }

  @Test
  void aResetIsVoidWhereAnotherDeviceTripsBeforeItIsDone() {
    Rig rig = rig();
    SiteField field = rig.running(home);
    rig.bat().delivers(rig.good(HOT, 70));
    rig.feed();
    Rig.require(field.reset("anna", "cooled down"));
    rig.device("bat2").trip("limit", "bat2/dcVoltageV", "too low");
    rig.freeze();
    assertEquals(SiteState.ERROR, field.status().state());
    assertEquals(1, rig.events.ofKind("reset-overtaken").size());
    assertFalse(rig.device("bat2").cell().get().isOpen());
  }

  @Test
  void aLoopThatStoodStillIsToldOfOnceWithForHowLong() {
    Rig rig = rig();
    rig.running(home);
    rig.advance(Duration.ofSeconds(12));
    rig.watch();
    rig.watch();
    Event told = rig.events.ofKind("loop-stopped").getFirst();
    assertEquals("The loop of the site stood still for 12 s.", told.text());
    assertEquals(1, rig.events.ofKind("loop-stopped").size());
  }

  @Test
  void aLoopThatStandsStillIsNoErrorWhereNothingIsControlled() {
    Rig rig = rig();
    SiteField field = rig.open(home);
    rig.feed();
    rig.freeze();
    rig.advance(Duration.ofMinutes(1));
    rig.watch();
    assertEquals(SiteState.IDLE, field.status().state());
  }

  @Test
  void whatHeldASiteBeforeARestartIsSaidAfterIt() {
    Rig rig = wired();
    SiteField field = runningWired(rig);
    wire(rig, 0, 0);
    rig.record();
    Rig next = wired();
    next.open(home);
    assertEquals(causes(field), causes(next.field()));
    assertEquals(2, next.field().status().causes().size());
    Event told = next.events.ofKind("latched").getFirst();
    assertEquals(Severity.CRITICAL, told.severity());
    assertTrue(told.text().startsWith("In ERROR since before the restart: "), told.text());
    assertTrue(told.text().endsWith(field.status().causes().getFirst().text()), told.text());
  }

  @Test
  void aRecordOfWhichOnlyTheLatchIsLeftStillSaysWhy() throws Exception {
    Cause hot = new Cause("limit", "bat1", "too hot", rig().clock.instant(), 0);
    String[] said = {"In ERROR since before the restart: too hot", "cause unknown"};
    List<Map<NodeId, Cause>> latched = List.of(Map.of(new NodeId(Rig.BAT), hot), Map.of());
    for (int i = 0; i < said.length; i++) {
      Path folder = Files.createDirectory(home.resolve("home" + i));
      StateRecord record = new StateRecord(SiteState.ERROR, hot.at(), List.of(), latched.get(i));
      new StateFile(folder).write(record);
      Rig rig = rig();
      rig.open(folder);
      assertEquals(SiteState.ERROR, rig.field().status().state());
      assertTrue(rig.field().status().reason().endsWith(said[i]), rig.field().status().reason());
      assertEquals(1 - i, rig.field().status().causes().size());
    }
  }

  @Test
  void ofARecordThatCannotBeReadItIsSaidThatItWasLatchedForThat() throws Exception {
    Files.writeString(home.resolve("safety.state"), "rubbish");
    Rig rig = rig();
    rig.open(home);
    assertEquals(List.of("state-record site"), causes(rig.field()));
    assertEquals(1, rig.events.ofKind("latched").size());
    assertFalse(rig.device("bat2").cell().get().isOpen());
  }

  @Test
  void nothingIsControlledAnyMoreOnceTheSiteIsBeingClosed() {
    Rig rig = rig();
    SiteField field = rig.running(home);
    rig.step(1000);
    field.close();
    assertEquals("RELEASE 0", rig.told().getLast());
    assertFalse(rig.device(Rig.BAT).isSiteRunning());
    assertFalse(rig.device(Rig.BAT).mayControl(rig.clock.nanos()));
  }
}
