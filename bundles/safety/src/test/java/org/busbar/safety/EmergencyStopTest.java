package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.events.Event;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.StopSource;
import org.busbar.api.safety.SubState;
import org.busbar.api.site.EmergencyConfig;
import org.busbar.api.site.EmergencyConfig.Input;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.safety.stop.Isolation;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that stops a site, by which course, and who gets it out again. */
class EmergencyStopTest {
  private static final NodeId IO = new NodeId("io1");
  private static final Address ONE = new Address(IO, Points.SWITCH_ON, 1);
  private static final Address TWO = new Address(IO, Points.SWITCH_ON, 2);
  private static final Point HOT = Points.CELL_TEMPERATURE_MAX_C;

  @TempDir Path folder;
  private int homes;

  private static EmergencyConfig config(Map<String, Integer> categories, Input... inputs) {
    return new EmergencyConfig(
        categories, Duration.ofSeconds(2), Duration.ofSeconds(2), 3, List.of(inputs));
  }

  private static Input input(String kind, String text, Address... channels) {
    return new Input(
        "button", kind, List.of(channels), Duration.ofMillis(500), text, "site.yaml:4");
  }

  /** A battery with a limit of temperature, and an input module of two channels. */
  private static Rig rig(EmergencyConfig config) {
    Address hot = Address.of(new NodeId(Rig.BAT), HOT);
    Interval any = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    return new Rig()
        .emergency(config)
        .with(
            Rig.declared(
                Rig.BAT, Maturity.SIMULATED, Map.of(hot, new Interval(-20, 60)), Rig.power()))
        .with(Rig.declared("io1", Maturity.SIMULATED, Map.of(ONE, any, TWO, any)));
  }

  private static void wire(Rig rig, double one, double two) {
    rig.driver.device("io1").delivers(rig.good(ONE, one));
    rig.driver.device("io1").delivers(rig.good(TWO, two));
  }

  private SiteField running(Rig rig) {
    SiteField field = rig.open(folder.resolve("home" + homes++));
    rig.feed();
    wire(rig, 1, 1);
    rig.freeze();
    rig.start();
    rig.step(1000);
    assertEquals(List.of("SET 1000"), rig.told());
    return field;
  }

  private static void assertStopped(Rig rig, String kind) {
    assertEquals(SiteState.ERROR, rig.field().status().state());
    assertEquals(SubState.LATCHED, rig.field().status().subState().orElseThrow());
    assertEquals(kind, rig.field().status().causes().getFirst().kind());
    assertEquals("SAFE 0", rig.told().getLast());
  }

  @Test
  @Tag("SAF-04")
  void everySourceEndsInTheSameLatchedStateAndLeavesTheSameKindOfRecord() {
    Set<String> sources = new HashSet<>();
    for (StopSource source : StopSource.values()) {
      Rig rig = rig(config(Map.of(), input("emergency-stop", "", ONE)));
      SiteField field = running(rig);
      if (source == StopSource.DIGITAL_INPUT) {
        wire(rig, 0, 1);
      } else {
        field.emergencyStop(source, "anna", "smoke");
      }
      assertStopped(rig, "emergency-stop");
      Event told = rig.events.ofKind("emergency-stop").getFirst();
      assertEquals(Set.of("source", "by", "cause", "category"), told.values().keySet());
      sources.add(told.values().get("source"));
      field.close();
    }
    assertEquals(StopSource.values().length, sources.size());
  }

  @Test
  void aStopIsNeverRefusedHoweverOftenItIsAskedForAndWhateverTheState() {
    for (SiteState state : List.of(SiteState.IDLE, SiteState.STOPPED, SiteState.RUNNING)) {
      Rig rig = rig(config(Map.of()));
      SiteField field = running(rig);
      Rig.require(field.request(state, "test", "a test"));
      for (int i = 0; i < 1000; i++) {
        field.emergencyStop(StopSource.MQTT, "flood", "");
      }
      assertStopped(rig, "emergency-stop");
      assertEquals(1, rig.events.ofKind("emergency-stop").size());
      field.close();
    }
  }

  @Test
  void anOpenChannelStopsOnTheReceivingThreadWhicheverOfTheTwoItIs() {
    for (boolean first : new boolean[] {true, false}) {
      Rig rig = rig(config(Map.of(), input("emergency-stop", "", ONE, TWO)));
      running(rig);
      rig.driver.device("io1").delivers(rig.good(first ? ONE : TWO, 0));
      assertStopped(rig, "emergency-stop");
    }
  }

  @Test
  void aChannelThatIsNotReadAnyMoreStopsWhenItsValueHasExpired() {
    Rig rig = rig(config(Map.of(), input("emergency-stop", "", ONE)));
    SiteField field = running(rig);
    long validNanos = rig.good(ONE, 1).expiresNanos() - rig.clock.nanos();
    rig.driver.device("io1").delivers(rig.good(ONE, 1).judged(Quality.INVALID));
    rig.advance(Duration.ofNanos(validNanos));
    rig.tend();
    assertEquals(SiteState.RUNNING, field.status().state());
    rig.advance(Duration.ofNanos(1));
    rig.tend();
    assertStopped(rig, "emergency-stop");
    assertTrue(field.status().causes().getFirst().text().contains("no fresh value"));
  }

  @Test
  void anInputThatIsNeverReadKeepsTheSiteInBootAndThenStopsIt() {
    Rig rig = rig(config(Map.of(), input("emergency-stop", "", ONE)));
    SiteField field = rig.open(folder);
    rig.advance(Duration.ofSeconds(9));
    rig.feedAllBut("io1");
    rig.freeze();
    rig.tend();
    assertEquals(SiteState.BOOT, field.status().state());
    rig.advance(Duration.ofMillis(1001));
    rig.tend();
    assertEquals(SiteState.ERROR, field.status().state());
    Answer.Refused refused =
        assertInstanceOf(Answer.Refused.class, field.reset("anna", "looked at it"));
    assertEquals("cause-stands", refused.code());
  }

  @Test
  void anInputThatIsOpenAtBootStopsAtOnce() {
    Rig rig = rig(config(Map.of(), input("emergency-stop", "", ONE)));
    SiteField field = rig.open(folder);
    wire(rig, 0, 0);
    assertEquals(SiteState.ERROR, field.status().state());
  }

  @Test
  void aResetIsRefusedWhileTheInputIsOpenAndGrantedOnceItIsClosedAgain() {
    Rig rig = rig(config(Map.of(), input("emergency-stop", "", ONE)));
    SiteField field = running(rig);
    wire(rig, 0, 1);
    assertEquals("cause-stands", refusal(field.reset("anna", "all is well")));
    wire(rig, 1, 1);
    rig.feedAllBut("io1");
    Rig.require(field.reset("anna", "all is well"));
    rig.freeze();
    assertEquals(SiteState.IDLE, field.status().state());
  }

  @Test
  void aResetIsVoidWhenTheInputOpensBeforeTheNextStep() {
    Rig rig = rig(config(Map.of(), input("emergency-stop", "", ONE)));
    SiteField field = running(rig);
    wire(rig, 0, 1);
    wire(rig, 1, 1);
    Rig.require(field.reset("anna", "all is well"));
    wire(rig, 0, 1);
    rig.freeze();
    assertEquals(SiteState.ERROR, field.status().state());
    assertEquals(1, rig.events.ofKind("reset-overtaken").size());
  }

  @Test
  void channelsThatDifferTooLongMakeTheInputFaultyUntilBothWereSeenOffAndOn() {
    Rig rig = rig(config(Map.of(), input("emergency-stop", "", ONE, TWO)));
    SiteField field = running(rig);
    wire(rig, 0, 1);
    rig.tend();
    rig.advance(Duration.ofMillis(501));
    rig.tend();
    wire(rig, 1, 1);
    rig.tend();
    rig.feedAllBut("io1");
    Answer.Refused faulty =
        assertInstanceOf(Answer.Refused.class, field.reset("anna", "all is well"));
    assertTrue(faulty.reason().contains("500 ms"), faulty.reason());
    wire(rig, 0, 0);
    rig.tend();
    wire(rig, 1, 1);
    rig.tend();
    Rig.require(field.reset("anna", "all is well"));
  }

  @Test
  void channelsThatDifferBrieflyAreNoFault() {
    Rig rig = rig(config(Map.of(), input("emergency-stop", "", ONE, TWO)));
    SiteField field = running(rig);
    wire(rig, 0, 1);
    rig.tend();
    rig.advance(Duration.ofMillis(499));
    wire(rig, 0, 0);
    rig.tend();
    wire(rig, 1, 1);
    rig.tend();
    rig.feedAllBut("io1");
    Rig.require(field.reset("anna", "all is well"));
  }

  @Test
  void gasSmokeAndInsulationAreInputsWithTheirOwnKindAndInstruction() {
    for (String kind : List.of("gas", "smoke", "off-gas", "insulation")) {
      Rig rig = rig(config(Map.of(), input(kind, "Leave the room and call 112.", ONE)));
      SiteField field = running(rig);
      wire(rig, 0, 1);
      assertStopped(rig, kind);
      assertTrue(field.status().reason().endsWith("Leave the room and call 112."));
      field.close();
    }
  }

  @Test
  void category1GoesToTheSafeValueInALineWithinItsTime() {
    Rig rig = rig(config(Map.of("limit", 1)));
    SiteField field = running(rig);
    rig.bat().delivers(Rig.BAT, HOT, 70);
    assertEquals(SiteState.ERROR, field.status().state());
    double last = 1000;
    for (int ms = 20; ms <= 2100; ms += 20) {
      rig.advance(Duration.ofMillis(20));
      rig.tend();
      double now = rig.bat().last().value();
      assertTrue(now <= last, "it went up to " + now);
      assertTrue(now <= 1000 * (1 - (ms - 120) / 2000.0) + 1, now + " W after " + ms + " ms");
      last = now;
    }
    assertEquals("SAFE 0", rig.told().getLast());
    assertTrue(rig.told().size() > 15, () -> "no line: " + rig.told());
  }

  @Test
  void category0OvertakesACategory1ThatIsUnderWay() {
    Rig rig = rig(config(Map.of("limit", 1)));
    running(rig);
    rig.bat().delivers(Rig.BAT, HOT, 70);
    rig.advance(Duration.ofMillis(500));
    rig.tend();
    assertTrue(rig.bat().last().value() > 500);
    rig.field().emergencyStop(StopSource.SCREEN, "anna", "");
    assertEquals("SAFE 0", rig.told().getLast());
  }

  @Test
  void category1DoesNotSlowDownACategory0() {
    Rig rig = rig(config(Map.of("limit", 1)));
    running(rig);
    rig.field().emergencyStop(StopSource.SCREEN, "anna", "");
    rig.bat().delivers(Rig.BAT, HOT, 70);
    rig.tend();
    assertEquals(List.of("SET 1000", "SAFE 0"), rig.told());
  }

  @Test
  void threeResetsAreGrantedInAMinuteAndRefusedOnesDoNotCount() {
    Rig rig = rig(config(Map.of()));
    SiteField field = running(rig);
    for (int i = 0; i < 3; i++) {
      field.emergencyStop(StopSource.REST, "anna", "");
      rig.bat().delivers(Rig.BAT, HOT, 70);
      assertEquals("cause-stands", refusal(field.reset("anna", "well")));
      rig.feed();
      Rig.require(field.reset("anna", "all is well"));
      rig.freeze();
      assertEquals(SiteState.IDLE, field.status().state());
    }
    field.emergencyStop(StopSource.REST, "anna", "");
    assertEquals("too-often", refusal(field.reset("anna", "all is well")));
    assertEquals("too-often", rig.events.ofKind("state-refused").getLast().values().get("code"));
    rig.advance(Duration.ofMinutes(1));
    rig.feed();
    rig.freeze();
    Rig.require(field.reset("anna", "all is well"));
  }

  @Test
  void aResetNeedsAReasonAndSomethingToReset() {
    Rig rig = rig(config(Map.of()));
    SiteField field = running(rig);
    assertEquals("nothing-latched", refusal(field.reset("anna", "why not")));
    field.emergencyStop(StopSource.REST, "anna", "");
    assertEquals("no-reason", refusal(field.reset("anna", " ")));
  }

  @Test
  void anInputThatNamesAPointNoDeviceHasStopsTheStart() {
    Address wrong = new Address(IO, Points.SWITCH_ON, 7);
    Rig rig = rig(config(Map.of(), input("emergency-stop", "", wrong)));
    IllegalArgumentException problem =
        org.junit.jupiter.api.Assertions.assertThrows(
            IllegalArgumentException.class, () -> rig.open(folder));
    assertEquals(
        "site.yaml:4: 'io1/switchOn.7' is no point that a device of this site has",
        problem.getMessage());
  }

  /** Contactors that are told to open, with the current a test says. */
  private static final class Contactors implements Isolation {
    private final List<String> opened = new ArrayList<>();
    private boolean unloaded;

    @Override
    public boolean hasContactors(NodeId device) {
      return device.value().equals(Rig.BAT);
    }

    @Override
    public boolean isUnloaded(NodeId device) {
      return unloaded;
    }

    @Override
    public void open(NodeId device, String reason) {
      opened.add(device.value());
    }
  }

  private static Contactors contactors(Rig rig) {
    Contactors contactors = new Contactors();
    rig.field().isolateBy(contactors);
    return contactors;
  }

  private static void pass(Rig rig, int ms) {
    for (int i = 0; i < ms; i += 20) {
      rig.advance(Duration.ofMillis(20));
      rig.tend();
    }
  }

  @Test
  void category0OpensTheContactorsAtOnceWhateverFlows() {
    Rig rig = rig(config(Map.of()));
    running(rig);
    Contactors contactors = contactors(rig);
    rig.field().emergencyStop(StopSource.SCREEN, "anna", "");
    assertEquals("SAFE 0", rig.told().getLast());
    rig.tend();
    assertEquals(List.of(Rig.BAT), contactors.opened);
    pass(rig, 1000);
    assertEquals(List.of(Rig.BAT), contactors.opened);
  }

  @Test
  void category1OpensTheContactorsAfterTheLineAndWithoutLoadOrWhenItsTimeIsOver() {
    for (boolean unloads : new boolean[] {true, false}) {
      Rig rig = rig(config(Map.of("limit", 1)));
      running(rig);
      Contactors contactors = contactors(rig);
      rig.bat().delivers(Rig.BAT, HOT, 70);
      contactors.unloaded = unloads;
      pass(rig, 1980);
      assertEquals(List.of(), contactors.opened, "opened before the line was at its end");
      pass(rig, 40);
      assertEquals(unloads ? List.of(Rig.BAT) : List.of(), contactors.opened);
      pass(rig, 2000);
      assertEquals(List.of(Rig.BAT), contactors.opened);
      assertEquals("SAFE 0", rig.told().getLast());
    }
  }

  @Test
  void anOrderedStopReleasesAndOpensTheContactorsWithoutLoadOnly() {
    Rig rig = rig(config(Map.of()));
    SiteField field = running(rig);
    Contactors contactors = contactors(rig);
    Rig.require(field.request(SiteState.STOPPED, "anna", "maintenance"));
    assertEquals("RELEASE 0", rig.told().getLast());
    pass(rig, 3900);
    assertEquals(0, rig.events.ofKind("not-isolated").size(), "it has its time");
    pass(rig, 200);
    assertEquals(List.of(), contactors.opened);
    assertEquals(1, rig.events.ofKind("not-isolated").size());
    contactors.unloaded = true;
    pass(rig, 20);
    assertEquals(List.of(Rig.BAT), contactors.opened);
  }

  private static String refusal(Answer answer) {
    return assertInstanceOf(Answer.Refused.class, answer).code();
  }

  @Test
  void aStartNamesTheInputsNobodyHasProvenSinceTheBoot() {
    Rig rig = rig(config(Map.of(), input("emergency-stop", "", ONE)));
    SiteField field = running(rig);
    assertEquals(1, rig.events.ofKind("input-not-proven").size());
    wire(rig, 0, 1);
    wire(rig, 1, 1);
    rig.feedAllBut("io1");
    Rig.require(field.reset("anna", "tried the button"));
    rig.freeze();
    rig.start();
    assertEquals(1, rig.events.ofKind("input-not-proven").size());
  }

  @Test
  void everyDeviceIsStopped() {
    Rig rig = rig(config(Map.of()));
    rig.with(Rig.declared("bat2", Maturity.SIMULATED, Map.of(), FakeWritable.power("bat2")));
    SiteField field = running(rig);
    field.emergencyStop(StopSource.UTILITY, "grid", "");
    assertEquals("SAFE 0", rig.told("bat2").getLast());
  }
}
