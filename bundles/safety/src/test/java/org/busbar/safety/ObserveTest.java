package org.busbar.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.busbar.api.device.Consent;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.Writable;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.Interlock;
import org.busbar.api.safety.Setpoints;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.StopSource;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.safety.stop.Judge;
import org.busbar.testkit.api.FakeWritable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObserveTest {
  @TempDir Path home;

  /** Runs, steps, stops and trips a site; what may not be written must not be written then. */
  private void neverWritten(Rig rig) {
    SiteField field = rig.running(home);
    for (int i = 0; i < 40; i++) {
      rig.feed();
      rig.step(1000);
      rig.advance(Rig.CYCLE);
      rig.tend();
      rig.watch();
    }
    assertFalse(
        rig.freeze().allowed().containsKey(Address.of(new NodeId(Rig.BAT), Points.ACTIVE_POWER_W)));
    assertFalse(field.devices().getFirst().controlled());
    field.emergencyStop(StopSource.REST, "test", "");
    rig.advance(Duration.ofMinutes(1));
    rig.tend();
    field.close();
    assertEquals(List.of(), rig.told());
  }

  private static Rig with(Maturity maturity, Writable writable) {
    return new Rig().with(Rig.declared(Rig.BAT, maturity, Map.of(), writable));
  }

  @Test
  void anImportedDescriptionIsNeverWrittenWhateverTheConsent() {
    neverWritten(with(Maturity.IMPORTED, Rig.power()));
  }

  @Test
  void aSimulatedDescriptionIsNotWrittenWithoutConsent() {
    Rig rig = with(Maturity.SIMULATED, Rig.power()).withoutConsent();
    neverWritten(rig);
    assertEquals(1, rig.events.ofKind("observe-only").size());
    assertTrue(rig.events.ofKind("observe-only").getFirst().text().contains("consent 'control'"));
  }

  @ParameterizedTest
  @CsvSource({
    "control, '', 2026-11-21, a trial",
    "control, Anna, ' ', a trial",
    "control, Anna, 2026-11-21, ''",
    "step-test, Anna, 2026-11-21, a trial"
  })
  void aConsentNobodyAnswersForIsNone(String what, String by, String on, String why) {
    Consent consent = new Consent(what, by, on, why);
    neverWritten(with(Maturity.SIMULATED, Rig.power()).consent(consent));
  }

  @Test
  void aConsentIsKeptInTheAuditWithNameDayAndReason() throws IOException {
    Rig rig = with(Maturity.SIMULATED, Rig.power());
    SiteField field = rig.running(home);
    rig.watch();
    rig.watch();
    field.close();
    List<String> kept = consents();
    assertEquals(1, kept.size(), kept::toString);
    for (String part : List.of("Anna", "2026-11-21", "a test", Rig.BAT, "control")) {
      assertTrue(kept.getFirst().contains(part), kept::toString);
    }
  }

  @Test
  void aDeviceThatNeedsNoConsentKeepsNoneInTheAudit() throws IOException {
    Rig rig = with(Maturity.FIELD_TESTED, Rig.power());
    rig.running(home).close();
    assertEquals(List.of(), consents());
  }

  private List<String> consents() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      List<String> lines = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Files.readString(file, StandardCharsets.ISO_8859_1)
            .lines()
            .filter(line -> line.contains("\"kind\":\"consent\""))
            .forEach(lines::add);
      }
      return lines;
    }
  }

  @Test
  void aFieldTestedDescriptionNeedsNoConsent() {
    Rig rig = with(Maturity.FIELD_TESTED, Rig.power()).withoutConsent();
    rig.running(home);
    rig.step(1000);
    assertEquals(List.of("SET 1000"), rig.told());
  }

  @Test
  void aDeviceWithoutATimerOfItsOwnStaysInObserve() {
    Writable without =
        FakeWritable.times(Rig.power(), Duration.ZERO, Optional.empty(), Optional.empty());
    Rig rig = with(Maturity.FIELD_TESTED, without);
    neverWritten(rig);
    assertTrue(rig.events.ofKind("observe-only").getFirst().text().contains("supervisor"));
  }

  @Test
  void aQuantityThatNothingEndsIsNotWrittenBesideOneThatIsGuarded() {
    Writable unguarded =
        FakeWritable.times(
            FakeWritable.of(Rig.BAT, Points.REACTIVE_POWER_VAR, new Interval(-1000, 1000)),
            Duration.ZERO,
            Optional.empty(),
            Optional.empty());
    Rig rig =
        new Rig().with(Rig.declared(Rig.BAT, Maturity.SIMULATED, Map.of(), Rig.power(), unguarded));
    rig.running(home);
    var freeze = rig.freeze();
    rig.submit(
        List.of(
            rig.setpoint(freeze, new NodeId(Rig.BAT), Points.ACTIVE_POWER_W, 1000),
            rig.setpoint(freeze, new NodeId(Rig.BAT), Points.REACTIVE_POWER_VAR, 500)));
    rig.field().emergencyStop(StopSource.REST, "test", "");
    assertEquals(List.of("SET 1000", "SAFE 0"), rig.told());
  }

  @Test
  void aWrongDeviceIsNeverWritten() {
    Rig rig = with(Maturity.FIELD_TESTED, Rig.power());
    rig.open(home);
    rig.bat().is(SessionStatus.State.WRONG_DEVICE);
    rig.watch();
    neverWrittenOpened(rig);
  }

  @Test
  void aDeviceThatIsNotIdentifiedYetIsNotWritten() {
    Rig rig = with(Maturity.FIELD_TESTED, Rig.power());
    rig.open(home);
    rig.bat().is(SessionStatus.State.CONNECTING);
    rig.watch();
    neverWrittenOpened(rig);
  }

  private static void neverWrittenOpened(Rig rig) {
    rig.feed();
    rig.freeze();
    rig.start();
    for (int i = 0; i < 5; i++) {
      rig.feed();
      rig.step(1000);
      rig.advance(Rig.CYCLE);
      rig.tend();
    }
    rig.field().emergencyStop(StopSource.REST, "test", "");
    assertEquals(List.of(), rig.told());
  }

  @Test
  void aDeviceOutsideOfAuthorityIsNeverTouched() {
    Rig rig = with(Maturity.FIELD_TESTED, Rig.power());
    rig.running(home);
    var freeze = rig.freeze();
    rig.field()
        .submit(
            new Setpoints(
                1,
                Set.of(),
                List.of(rig.setpoint(freeze, new NodeId(Rig.BAT), Points.ACTIVE_POWER_W, 1000))));
    rig.tend();
    assertEquals(List.of(), rig.told());
  }

  @Test
  void aSilentDeviceIsAnAlarmWithinFiveSecondsAndItsReturnEndsIt() {
    Rig rig = with(Maturity.SIMULATED, Rig.power());
    rig.running(home);
    rig.advance(Duration.ofSeconds(10));
    rig.feed();
    rig.watch();
    for (int i = 0; i < 40; i++) {
      rig.advance(Rig.CYCLE);
      rig.watch();
    }
    assertEquals(Severity.ALARM, rig.events.ofKind("device-silent").getFirst().severity());
    rig.feed();
    rig.watch();
    rig.watch();
    assertEquals(
        List.of(Severity.ALARM, Severity.INFO),
        rig.events.ofKind("device-silent").stream().map(e -> e.severity()).toList());
  }

  /** Its values may be fresh for long yet where it is asked seldom. */
  @Test
  void aDeviceWhoseSessionSaysItDoesNotAnswerIsAnAlarmBeforeItsValuesExpire() {
    Rig rig = with(Maturity.SIMULATED, Rig.power());
    rig.running(home);
    rig.advance(Duration.ofSeconds(10));
    rig.feed();
    rig.bat().is(SessionStatus.State.FAULTY);
    rig.watch();
    assertEquals(Severity.ALARM, rig.events.ofKind("device-silent").getLast().severity());
    rig.bat().is(SessionStatus.State.READY);
    rig.feed();
    rig.watch();
    assertEquals(Severity.INFO, rig.events.ofKind("device-silent").getLast().severity());
  }

  @Test
  void aDeviceThatNeverSpokeIsAnAlarmToo() {
    Rig rig = with(Maturity.SIMULATED, Rig.power());
    rig.open(home);
    rig.advance(Duration.ofMillis(5100));
    rig.watch();
    assertEquals(1, rig.events.ofKind("device-silent").size());
  }

  @Test
  void whatADeviceTellsOfItselfOnceReadyIsTakenOver() {
    Rig rig = with(Maturity.SIMULATED, Rig.power());
    rig.running(home);
    rig.step(5000);
    Writable narrower = FakeWritable.of(Rig.BAT, Points.ACTIVE_POWER_W, new Interval(-2000, 2000));
    rig.bat().declares(Rig.declared(Rig.BAT, Maturity.SIMULATED, Map.of(), narrower));
    rig.watch();
    rig.advance(Rig.CYCLE);
    rig.step(5000);
    assertEquals(List.of("SET 5000", "SET 2000"), rig.told());
  }

  @Test
  void aDriverCannotSpeakForAnotherDevice() {
    Rig rig = with(Maturity.SIMULATED, Rig.power());
    rig.with(Rig.declared("bat2", Maturity.SIMULATED, Map.of(), FakeWritable.power("bat2")));
    rig.running(home);
    rig.driver.device("bat2").delivers(Rig.BAT, Points.STATE_OF_CHARGE_PCT, 99);
    Address soc = Address.of(new NodeId(Rig.BAT), Points.STATE_OF_CHARGE_PCT);
    assertEquals(50, rig.lastStored(soc));
  }

  /** An interlock that holds while a value is above 10. */
  private record AboveTen(Address input) implements Interlock {
    @Override
    public String id() {
      return "above-ten";
    }

    @Override
    public Set<Address> inputs() {
      return Set.of(input);
    }

    @Override
    public boolean holds(Snapshot snapshot) {
      return snapshot.value(input) > 10;
    }

    @Override
    public String text() {
      return "It is not above ten.";
    }
  }

  @Test
  void anInterlockThatDoesNotHoldReleasesAndRefusesTheStart() {
    Rig rig = with(Maturity.SIMULATED, Rig.power());
    rig.fields.types().judgeBy(name -> Judge.inline());
    rig.fields
        .types()
        .add(new AboveTen(Address.of(new NodeId(Rig.BAT), Points.STATE_OF_CHARGE_PCT)));
    rig.fields
        .types()
        .add(new AboveTen(Address.of(new NodeId("elsewhere"), Points.STATE_OF_CHARGE_PCT)));
    SiteField field = rig.running(home);
    rig.step(1000);
    rig.bat().delivers(Rig.BAT, Points.STATE_OF_CHARGE_PCT, 5);
    rig.advance(Rig.CYCLE);
    rig.step(1000);
    assertEquals(List.of("SET 1000", "RELEASE 0"), rig.told());
    Rig.require(field.request(SiteState.IDLE, "test", "stop"));
    assertInstanceOf(Answer.Refused.class, field.request(SiteState.RUNNING, "test", "go"));
    rig.advance(Duration.ofSeconds(10));
    rig.freeze();
    assertInstanceOf(Answer.Refused.class, field.request(SiteState.RUNNING, "test", "stale"));
    rig.feed();
    rig.freeze();
    Rig.require(field.request(SiteState.RUNNING, "test", "go"));
  }
}
